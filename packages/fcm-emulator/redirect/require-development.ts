/** Set by the platforms on which a server runs for its users. */
const PLATFORMS = ['K_SERVICE', 'CLOUD_RUN_JOB', 'GAE_SERVICE', 'AWS_LAMBDA_FUNCTION_NAME'];

/** Throws where a server runs for its users: no push would reach them. */
export function requireDevelopment(
  environment: Readonly<Record<string, string | undefined>>,
): void {
  const { NODE_ENV, FUNCTIONS_EMULATOR } = environment;
  const platform =
    FUNCTIONS_EMULATOR === 'true' ? undefined : PLATFORMS.find((name) => environment[name]);
  const sign = NODE_ENV === 'production' ? 'NODE_ENV=production' : platform;
  if (sign !== undefined) {
    throw new Error(
      `fcm-emulator/redirect is for development, and ${sign} says that this is production.`,
    );
  }
}
