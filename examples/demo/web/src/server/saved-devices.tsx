import { useDemo } from '../demo.ts';
import { useStore } from '../store.ts';
import { useTexts } from '../texts/texts.ts';
import { deviceNameOf, PEOPLE, PERSON_IDS, uidOf } from '../world.ts';

/** Which devices the server holds for each person; without their tokens, which are secrets. */
export function SavedDevices() {
  const texts = useTexts();
  const { world, server } = useDemo();
  const { devices } = useStore(server);
  return (
    <section class="panel saved" aria-labelledby="saved-title">
      <h2 id="saved-title">{texts.registered}</h2>
      <dl>
        {PERSON_IDS.map((person) => {
          const saved = Object.entries(devices[uidOf(world, person)] ?? {});
          return (
            <div key={person} data-person={person}>
              <dt>{PEOPLE[person].name}</dt>
              {saved.length === 0 && <dd class="hint">{texts.noDevices}</dd>}
              {saved.map(([deviceId, { locale, token }]) => {
                const name = deviceNameOf(deviceId);
                return (
                  <dd key={deviceId} data-device={name}>
                    {texts.devices[name ?? 'other']}{' '}
                    <small>
                      {locale} · {token === undefined ? texts.byFid : texts.byToken}
                    </small>
                  </dd>
                );
              })}
            </div>
          );
        })}
      </dl>
    </section>
  );
}
