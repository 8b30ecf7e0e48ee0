import { useDemo } from '../interface/demo-context.ts';
import { useStore } from '../store.ts';
import { useTexts } from '../texts/language.ts';
import { deviceNameOf, PEOPLE, type PersonId } from '../world.ts';
import type { SavedDevice } from './server-documents.ts';

/** Which devices the server holds for each person. */
export function SavedDevices() {
  const texts = useTexts();
  const { world, server } = useDemo();
  const { uids } = useStore(world);
  const { devices } = useStore(server.view);
  return (
    <section class="panel saved" aria-labelledby="saved-title">
      <h2 id="saved-title">{texts.registered}</h2>
      <p class="hint">{texts.registeredLead}</p>
      <dl>
        {(Object.keys(PEOPLE) as PersonId[]).map((person) => {
          const saved = devices[uids[person] ?? ''] ?? [];
          return (
            <div key={person} data-person={person}>
              <dt>{PEOPLE[person].name}</dt>
              {saved.length === 0 && <dd class="hint">{texts.noDevices}</dd>}
              {saved.map((device) => (
                <SavedDeviceLine key={device.deviceId} device={device} />
              ))}
            </div>
          );
        })}
      </dl>
    </section>
  );
}

/** Without its token, which is a secret even where it is of no use. */
function SavedDeviceLine({ device }: { readonly device: SavedDevice }) {
  const texts = useTexts();
  const name = deviceNameOf(device.deviceId);
  return (
    <dd data-device={name}>
      {name === undefined ? texts.unknownDevice : texts.devices[name]}
      <small>
        {device.locale} · {device.token === undefined ? texts.byFid : texts.byToken}
      </small>
    </dd>
  );
}
