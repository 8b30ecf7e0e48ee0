import { ALERTS, alertsIn, METRICS, policyOf } from '../alarms.ts';
import { askAbout, required } from '../google-api.ts';
import { type Program, projectOf, type Run } from '../run.ts';

export function alarms(program: Program, run: Run): void {
  program
    .command('alarms')
    .description(
      'Creates the log-based metrics and alert policies in a project. Run again, it updates the metrics and leaves a policy as it is, which somebody may have tuned.',
    )
    .option('--channel <name...>', 'to notify: projects/PROJECT/notificationChannels/ID')
    .action(({ channel = [] }) =>
      run(async ({ app }) => {
        const project = projectOf(app);
        const ask = await askAbout(project);
        const text: string[] = [];
        for (const metric of METRICS) {
          const url = `https://logging.googleapis.com/v2/projects/${project}/metrics/${metric.name}`;
          required(metric.name, await ask(url, metric, 'PUT'));
          text.push(`✔ metric ${metric.name}`);
        }
        const url = `https://monitoring.googleapis.com/v3/projects/${project}/alertPolicies`;
        const there = alertsIn(required('Alert policies', await ask(url)));
        for (const alert of ALERTS) {
          const policy = policyOf(alert, app.kit, channel);
          const found = there.some(({ title }) => title === policy.displayName);
          if (!found) required(policy.displayName, await ask(url, policy));
          text.push(
            found ? `  left as it is: ${policy.displayName}` : `✔ alert ${policy.displayName}`,
          );
        }
        return { text, json: text };
      }),
    );
}
