import { reasonOf } from './delivery/web-push.ts';
import { newEmulator } from './emulator.ts';
import { newApp } from './http/app.ts';
import { at, parseJson } from './json.ts';
import { type Answer, bodyOf, differences, RECORDINGS, type Recording } from './recordings.ts';

/** An answer that takes longer is none. Milliseconds. */
const TIMEOUT_MS = 20_000;
const FCM_ORIGIN = 'https://fcm.googleapis.com';

export interface ProbeOptions {
  /** The ID of the Firebase project whose FCM is asked. */
  readonly project: string;
  /** An OAuth 2 access token that may send its messages. */
  readonly accessToken: () => Promise<string>;
  /** In place of FCM's own. */
  readonly origin?: string | undefined;
}

/** What a dry run of a recorded request came to. */
export interface Probed {
  readonly recording: Recording;
  readonly real: Answer;
  readonly emulated: Answer;
}

export type Probe =
  | { readonly kind: 'answered'; readonly probed: readonly Probed[] }
  /** Nobody answers there. */
  | { readonly kind: 'unreachable'; readonly origin: string; readonly reason: string }
  /** No message is looked at: project or credentials are wrong, or FCM is down. */
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string };

/** The recordings of which the request alone leads to the answer. */
export const PROBED = RECORDINGS.filter(({ given }) => given === undefined);

/**
 * Sends each recorded request as a dry run, which no device hears of, to FCM and to an emulator of
 * this process. Rejects with what `accessToken` rejects with.
 */
export async function probe({
  project,
  accessToken,
  origin = FCM_ORIGIN,
}: ProbeOptions): Promise<Probe> {
  const authorization = `Bearer ${await accessToken()}`;
  const path = `/v1/projects/${encodeURIComponent(project)}/messages:send`;
  const emulator = newApp(
    newEmulator(true, () => new Date()),
    { allowedHosts: [], pageFolder: '' },
  );
  const probed: Probed[] = [];
  for (const recording of PROBED) {
    const request = {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: dryRunOf(recording),
    };
    const real = await fetch(new URL(path, origin), {
      ...request,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).then(answerOf, reasonOf);
    if (typeof real === 'string') return { kind: 'unreachable', origin, reason: real };
    if (concernsNoMessage(real)) {
      return { kind: 'refused', status: real.status, reason: messageOf(real) };
    }
    const emulated = await answerOf(await emulator.request(path, request));
    probed.push({ recording, real, emulated });
  }
  return { kind: 'answered', probed };
}

const dryRunOf = (recording: Recording): string =>
  JSON.stringify({ ...JSON.parse(bodyOf(recording)), validate_only: true });

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  return { status: response.status, body: parseJson(text) ?? text };
}

/** FCM blames a message with 400; an UNREGISTERED 404 is of a device, which no probe names. */
const concernsNoMessage = ({ status }: Answer): boolean => status !== 200 && status !== 400;

function messageOf({ body }: Answer): string {
  const { message } = at(body, 'error');
  return typeof message === 'string' ? message : String(body).slice(0, 200);
}

export interface ProbeReport {
  /** Where FCM is not as recorded, or the emulator is not as FCM. */
  readonly findings: number;
  /** Markdown to file as an issue. It names no project. */
  readonly text: string;
}

/** Compares FCM's answers with the recordings and with the emulator's. */
export function reportOf(probed: readonly Probed[], project: string, day: string): ProbeReport {
  const sections = probed.flatMap(({ recording, real, emulated }) => {
    const changed = differences(recording, real);
    const wrong = differences(real, emulated);
    const isNews = changed.length > 0 && recording.differs === undefined;
    if (!isNews && wrong.length === 0) return [];
    return [
      [
        `## ${recording.id}`,
        `Recorded: ${recording.provenance}, ${recording.source}`,
        fenced(dryRunOf(recording).replaceAll(/x{9,}/g, (run) => `<${run.length} characters>`)),
        listed('FCM is not as recorded', changed),
        listed('The emulator is not as FCM', wrong),
        `FCM's answer, ${real.status}:`,
        fenced(typeof real.body === 'string' ? real.body : JSON.stringify(real.body, null, 2)),
      ].join('\n\n'),
    ];
  });
  const text = [
    `# FCM's answers of ${day}`,
    `Of ${probed.length} recorded requests, sent as dry runs, ${sections.length} have a difference.`,
    ...sections,
  ].join('\n\n');
  return { findings: sections.length, text: `${withoutProject(text, project)}\n` };
}

const fenced = (text: string): string => `\`\`\`\n${text}\n\`\`\``;

const listed = (title: string, lines: readonly string[]): string =>
  lines.length === 0
    ? `${title}: no difference.`
    : `${title}:\n\n${lines.map((line) => `- ${line}`).join('\n')}`;

/** Neither its ID nor its number. */
const withoutProject = (text: string, project: string): string =>
  text
    .replaceAll(project, 'PROJECT')
    .replaceAll(/(projects?[/ ]|project_number:|project=)\d+/g, '$1PROJECT');
