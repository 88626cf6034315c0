/** The variables that agora reads, by what they are about. */
export const VARIABLES = [
  ['telemetry', 'DO_NOT_TRACK', 'set to anything but 0 or false: no reports'],
  ['telemetry', 'AGORA_TELEMETRY', 'off, errors, full, or local: keeps reports on this machine'],
  ['telemetry', 'AGORA_SENTRY_ENABLED', '0: no reports'],
  ['telemetry', 'AGORA_SENTRY_ENVIRONMENT', 'which environment reports are of; production only by the build'],
  ['telemetry', 'AGORA_RELEASE', 'which release reports are of, in place of the version'],
  ['agent', 'AGORA_AGENT', 'the name of the agent that runs agora'],
  ['general', 'AGORA_API_BASE_URL', 'where the service is'],
  ['general', 'AGORA_HOME', 'where config.json and the session are'],
  ['general', 'AGORA_NO_INPUT', 'set to anything but 0 or false: no questions'],
].map(([category, name, what]) => ({ name, category, what }));
