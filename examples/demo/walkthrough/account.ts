import { styleText } from 'node:util';
import { ADDRESSES } from '../../../tools/launcher/addresses.ts';
import type { ArrivedPush } from './phones.ts';

/** The pushes as the phones show them. */
export function pushAccount(pushes: readonly ArrivedPush[]): string {
  return pushes
    .map(({ phone, title, body }) =>
      [
        `  ${styleText('dim', `On the ${phone}`)}`,
        `  ${styleText('dim', '│')} ${styleText('bold', title)}`,
        `  ${styleText('dim', '│')} ${body}`,
        '',
      ].join('\n'),
    )
    .join('\n');
}

/** @param environment the running stack's */
export function whatNext(environment: Readonly<Record<string, string>>): string {
  const addresses: [string, string][] = [
    ['Web demo', `http://${ADDRESSES.hosting}`],
    ['FCM emulator', `http://${environment.FCM_EMULATOR_HOST}`],
    ['Firestore', `http://${ADDRESSES.firestore}`],
    ['Auth', `http://${ADDRESSES.auth}`],
    ['Functions', `http://${ADDRESSES.functions}`],
    ['Log', environment.EMULATORS_LOG ?? ''],
  ];
  const width = Math.max(...addresses.map(([name]) => name.length));
  return [
    ...addresses.map(([name, address]) => `  ${name.padEnd(width)}  ${styleText('cyan', address)}`),
    '',
    '  Next: open the web demo and comment from one phone to see the other buzz,',
    '  or the FCM emulator to read each message and to make FCM answer with errors.',
    '  Ctrl-C stops everything.',
  ].join('\n');
}
