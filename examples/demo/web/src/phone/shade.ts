import type { Clearing, Push } from './push.ts';

/** What lies on a device's screen. */
export interface Shade {
  readonly screen: 'home' | 'app';
  /** The newest first. */
  readonly pushes: readonly Push[];
  /** The push that has just come up over the open app. */
  readonly banner: Push | undefined;
  /** The number on the app's icon. */
  readonly badge: number;
  /** How often the device has buzzed. */
  readonly buzzes: number;
  /** The comment that a tapped push leads to. */
  readonly opened: string | undefined;
}

export function newShade(screen: Shade['screen']): Shade {
  return { screen, pushes: [], banner: undefined, badge: 0, buzzes: 0, opened: undefined };
}

/** A push comes: in the place of one with its key, with a buzz and a banner unless it is silent. */
export function received(shade: Shade, push: Push): Shade {
  const others = shade.pushes.filter(({ key }) => key !== push.key);
  return {
    ...shade,
    pushes: [push, ...others],
    badge: push.badge ?? shade.badge,
    banner: push.silent || shade.screen === 'home' ? shade.banner : push,
    buzzes: shade.buzzes + (push.silent ? 0 : 1),
  };
}

/** What was read elsewhere goes. */
export function cleared(shade: Shade, { postId, unread }: Clearing): Shade {
  return {
    ...shade,
    pushes: shade.pushes.filter((push) => push.postId !== postId),
    badge: unread,
  };
}

export function dismissed(shade: Shade, { key }: Push): Shade {
  return { ...shade, pushes: shade.pushes.filter((push) => push.key !== key) };
}

/** A push is tapped, which opens the app where its comment stands. */
export function opened(shade: Shade, push: Push): Shade {
  return { ...openedApp(dismissed(shade, push)), opened: push.commentId };
}

/** The app sets its badge back when somebody looks into it. */
export function openedApp(shade: Shade): Shade {
  return { ...shade, screen: 'app', banner: undefined, badge: 0, opened: undefined };
}

export function wentHome(shade: Shade): Shade {
  return { ...shade, screen: 'home', banner: undefined };
}

export function withoutBanner(shade: Shade): Shade {
  return { ...shade, banner: undefined };
}
