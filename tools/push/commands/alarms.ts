import type { LOG_EVENTS } from '../../../functions/src/log-events.ts';
import { type Ask, answerTo, askAbout } from '../google-api.ts';
import { at, listAt } from '../json.ts';
import { type Program, projectOf, type Run } from '../run.ts';

const RUNBOOK = 'docs/operations.md, Runbook';
const PREFIX = 'comment-push: ';
const CLOUD_RUN = 'resource.type="cloud_run_revision"';
const DONE = `${CLOUD_RUN} AND jsonPayload.event="delivery.closed" AND jsonPayload.state="done"`;
const COUNT = { metricKind: 'DELTA', valueType: 'INT64', unit: '1' };

/** Log lines that need an operator. */
const ALARMING = [
  'fcm.project_broken',
  'fcm.platform_broken',
  'fcm.message_refused',
  'devices.removal_failed',
  'function.failed',
] as const satisfies readonly (keyof typeof LOG_EVENTS)[];

const metric = (name: string, description: string, filter: string) => ({
  name,
  description,
  filter,
  metricDescriptor: COUNT,
});

/** Log-based metrics, in the form of the Cloud Logging API. */
export const METRICS = [
  {
    ...metric(
      'comment_push_alarms',
      'Log lines that need an operator, by event.',
      `${CLOUD_RUN} AND jsonPayload.event=(${ALARMING.map((each) => `"${each}"`).join(' OR ')})`,
    ),
    metricDescriptor: {
      ...COUNT,
      labels: [{ key: 'event', valueType: 'STRING', description: 'Name of the event' }],
    },
    labelExtractors: { event: 'EXTRACT(jsonPayload.event)' },
  },
  metric('comment_push_deliveries', 'Deliveries that are done.', DONE),
  metric(
    'comment_push_deliveries_expired',
    'Deliveries that gave up on a device because the push had become too old.',
    `${DONE} AND jsonPayload.counts.expired>0`,
  ),
  metric(
    'comment_push_deliveries_with_dead_devices',
    'Deliveries that are done and found devices which FCM no longer reaches.',
    `${DONE} AND (jsonPayload.counts.unregistered>0 OR jsonPayload.counts.tokenRemoved>0)`,
  ),
];

const counted = (name: string) =>
  `metric.type="logging.googleapis.com/user/${name}" AND ${CLOUD_RUN}`;

const summedOver = (seconds: number) => ({
  alignmentPeriod: `${seconds}s`,
  perSeriesAligner: 'ALIGN_DELTA',
  crossSeriesReducer: 'REDUCE_SUM',
});

/** In a kit, the names have the prefix of its instance. */
export const QUEUES = ['retryDelivery', 'deliverFollowers'];
const IS_OUR_QUEUE = `monitoring.regex.full_match("(kit-.+-)?(${QUEUES.join('|')})")`;

export const ALERTS = [
  {
    title: 'sending needs somebody',
    content: `${RUNBOOK}: the log line’s \`event\` names the entry, its \`todo\` says what to do.`,
    threshold: {
      filter: counted('comment_push_alarms'),
      aggregations: [summedOver(300)],
      thresholdValue: 0,
    },
  },
  {
    title: 'pushes expired',
    content: `${RUNBOOK}: FCM down or quota hit for longer than \`PUSH_MAX_AGE\`, or a queue that has stopped.`,
    threshold: {
      filter: counted('comment_push_deliveries_expired'),
      aggregations: [summedOver(900)],
      thresholdValue: 0,
    },
  },
  {
    title: 'devices die in numbers',
    content: `More than a fifth of an hour’s deliveries found dead devices. ${RUNBOOK}: Many devices die.`,
    threshold: {
      filter: counted('comment_push_deliveries_with_dead_devices'),
      aggregations: [summedOver(3600)],
      denominatorFilter: counted('comment_push_deliveries'),
      denominatorAggregations: [summedOver(3600)],
      thresholdValue: 0.2,
    },
  },
  {
    title: 'a queue stands still',
    content: `More than 1000 tasks wait for 15 minutes. ${RUNBOOK}: A queue has stopped.`,
    threshold: {
      filter: `metric.type="cloudtasks.googleapis.com/queue/depth" AND resource.type="cloud_tasks_queue" AND resource.label.queue_id=${IS_OUR_QUEUE}`,
      aggregations: [{ alignmentPeriod: '60s', perSeriesAligner: 'ALIGN_MAX' }],
      thresholdValue: 1000,
      duration: '900s',
    },
  },
];

/** Returns an alert policy in the form of the Cloud Monitoring API. */
export function policyOf(alert: (typeof ALERTS)[number], channels: readonly string[]) {
  const always = { duration: '0s', comparison: 'COMPARISON_GT', trigger: { count: 1 } };
  const conditionThreshold = { ...always, ...alert.threshold };
  return {
    displayName: `${PREFIX}${alert.title}`,
    documentation: { content: alert.content, mimeType: 'text/markdown' },
    combiner: 'OR',
    ...(channels.length > 0 && { notificationChannels: channels }),
    conditions: [{ displayName: alert.title, conditionThreshold }],
  };
}

export const metricAt = (project: string, name: string) =>
  `https://logging.googleapis.com/v2/projects/${project}/metrics/${name}`;
const policiesAt = (project: string) =>
  `https://monitoring.googleapis.com/v3/projects/${project}/alertPolicies`;

export function alarms(program: Program, run: Run): void {
  program
    .command('alarms')
    .description(
      'Creates the log-based metrics and alert policies in a project. If you run it again, it updates the metrics, but does not change policies that exist.',
    )
    .option('--channel <name...>', 'channel to notify: projects/PROJECT/notificationChannels/ID')
    .action(({ channel = [] }) =>
      run(async ({ app }) => {
        const project = projectOf(app);
        const ask = await askAbout(project);
        const text: string[] = [];
        for (const metric of METRICS) {
          await answerTo(ask, metricAt(project, metric.name), metric, 'PUT');
          text.push(`✔ metric ${metric.name}`);
        }
        const there = (await alertsOf(project, ask)).map((each) => at(each, 'displayName'));
        for (const alert of ALERTS) {
          const policy = policyOf(alert, channel);
          const found = there.includes(policy.displayName);
          if (!found) await answerTo(ask, policiesAt(project), policy);
          text.push(`${found ? '  left as it is:' : '✔ alert'} ${policy.displayName}`);
        }
        return { text, json: text };
      }),
    );
}

export async function alertsOf(project: string, ask: Ask): Promise<readonly unknown[]> {
  const listed = await answerTo(ask, policiesAt(project));
  return listAt(listed, 'alertPolicies').filter((each) =>
    String(at(each, 'displayName')).startsWith(PREFIX),
  );
}
