import { useEffect } from 'preact/hooks';
import type { Device } from '../device.ts';
import type { Push } from './push.ts';
import { PushCard } from './push-card.tsx';
import { withoutBanner } from './shade.ts';

/** As long as iOS shows one. Milliseconds. */
const SHOWN_MS = 6000;

interface BannerProps {
  readonly device: Device;
  readonly push: Push;
}

/** A push that comes up over the open app, and goes by itself. */
export function Banner({ device, push }: BannerProps) {
  useEffect(() => {
    const timer = setTimeout(() => device.shade.update(withoutBanner), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [device, push]);
  return (
    <div class="banner" key={push.at}>
      <PushCard device={device} push={push} />
    </div>
  );
}
