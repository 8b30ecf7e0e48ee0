import { useEffect, useState } from 'preact/hooks';
import type { Device } from '../device.ts';
import type { Push } from '../phone/push.ts';
import { useTexts } from '../texts/language.ts';
import type { DeviceName } from '../world.ts';
import { useDemo } from './demo-context.ts';

interface Arrival {
  readonly device: DeviceName;
  readonly push: Push;
}

/** How long the line stays on a screen too narrow to show both phones. Milliseconds. */
const SHOWN_MS = 6000;

/** Tells of a push in words: to screen readers always, to eyes where its phone may be out of view. */
export function Announcer() {
  const texts = useTexts();
  const { devices } = useDemo();
  const [arrival, setArrival] = useState<Arrival>();
  useEffect(() => {
    const stops = Object.values(devices).map((device) => watch(device, setArrival));
    return () => {
      for (const stop of stops) stop();
    };
  }, [devices]);
  useEffect(() => {
    const timer = setTimeout(() => setArrival(undefined), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [arrival]);

  return (
    <div class="announcer" role="status">
      {arrival !== undefined && (
        <a href={`#${arrival.device}`}>
          {arrival.push.silent
            ? texts.arrivedSilently(texts.devices[arrival.device], arrival.push.title)
            : texts.buzzed(texts.devices[arrival.device], arrival.push.title, arrival.push.body)}
        </a>
      )}
    </div>
  );
}

function watch({ hardware, shade }: Device, onArrival: (arrival: Arrival) => void): () => void {
  let newest = shade.value.pushes[0];
  return shade.watch(({ pushes: [push] }) => {
    if (push !== undefined && push.at > (newest?.at ?? 0)) {
      onArrival({ device: hardware.name, push });
    }
    newest = push ?? newest;
  });
}
