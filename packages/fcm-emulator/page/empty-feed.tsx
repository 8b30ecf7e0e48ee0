import type { Device } from '../src/state/device.ts';
import { createDevice, sendTest } from './emulator-client.ts';
import { useTexts } from './language.ts';

/** What to do first; `device` gets the test message, and where there is none one is made. */
export function EmptyFeed(props: { readonly device: Device | undefined }) {
  const texts = useTexts();
  const send = async (): Promise<void> => {
    const device = props.device ?? (await createDevice({ kind: 'token', platform: 'android' }));
    await sendTest(device, texts.testTitle, texts.testBody);
  };
  return (
    <div class="empty">
      <h3>{texts.emptyTitle}</h3>
      <p>{texts.emptyText}</p>
      <pre>
        {`curl ${location.origin}/v1/projects/my-project/messages:send \\
  -H 'Authorization: Bearer any' \\
  -d '{"message": {"token": "any", "notification": {"title": "Hello"}}}'`}
      </pre>
      <button type="button" class="primary" onClick={() => void send()}>
        {texts.sendTest}
      </button>
    </div>
  );
}
