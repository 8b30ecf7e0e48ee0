import { languageAndZone } from '../../../../../client/language-and-zone.ts';
import type { Device, Session } from '../device.ts';
import { setFollowing, setMuted, setQuietHours, setReason } from '../feed.ts';
import { useDemo } from '../interface/demo-context.ts';
import { Switch } from '../interface/switch.tsx';
import { quietHoursFrom, REASONS } from '../settings.ts';
import { useStore } from '../store.ts';
import { useTexts } from '../texts/language.ts';
import { otherThan, PEOPLE, postIdOf } from '../world.ts';

interface PreferencesProps {
  readonly device: Device;
  readonly session: Session;
}

/** What the phone's user wants to hear of: written straight to their own documents. */
export function Preferences({ device, session }: PreferencesProps) {
  const texts = useTexts();
  const world = useStore(useDemo().world);
  const { settings, following } = useStore(device.feed);
  const { app } = device;
  const { uid, person } = session;
  const postId = postIdOf(world);
  const other = otherThan(person);
  const otherUid = world.uids[other];
  const { quietHours } = settings;
  return (
    <fieldset class="preferences">
      <legend>{texts.settingsOf(PEOPLE[person].name)}</legend>
      {REASONS.map((reason) => (
        <Switch
          key={reason}
          on={settings[reason]}
          onChange={(on) => void device.act(() => setReason(app, uid, reason, on))}
        >
          {texts.reasons[reason]}
        </Switch>
      ))}
      <Switch
        on={following}
        onChange={(on) => void device.act(() => setFollowing(app, postId, uid, on))}
      >
        {texts.following}
      </Switch>
      <Switch
        on={quietHours !== undefined}
        onChange={(on) => {
          const { timeZone } = languageAndZone('en');
          const hours = on ? quietHoursFrom(new Date(), timeZone) : undefined;
          void device.act(() => setQuietHours(app, uid, hours));
        }}
      >
        {texts.quietHours}
        {quietHours && <small>{texts.quietUntil(quietHours.start, quietHours.end)}</small>}
      </Switch>
      <Switch
        on={settings.mutedPostIds.includes(postId)}
        onChange={(on) => void device.act(() => setMuted(app, uid, 'postIds', postId, on))}
      >
        {texts.mutePost}
      </Switch>
      {otherUid !== undefined && (
        <Switch
          on={settings.mutedUids.includes(otherUid)}
          onChange={(on) => void device.act(() => setMuted(app, uid, 'uids', otherUid, on))}
        >
          {texts.mutePerson(PEOPLE[other].name)}
        </Switch>
      )}
    </fieldset>
  );
}
