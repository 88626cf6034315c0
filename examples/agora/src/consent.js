/** The plan's banner (its step 5), word by word. Overt adds `[Y/n]`, as Enter is a yes here. */
const BANNER =
  'Agora CLI sends anonymous error reports to help us fix bugs. ' +
  'You can disable this any time with agora telemetry disable. Continue?';

/** Agora's switches in Overt's words. `config` is what its config.json says. */
export function agoraConsent(config) {
  return {
    default: 'ask',
    level: 'errors',
    text: { prompt: BANNER, enter: 'yes' },
    // It never could switch on, so a yes says nothing.
    aliases: [{ variable: 'AGORA_SENTRY_ENABLED', yes: 'ignore' }],
    // `true` is what the tool writes by itself: only `false` is somebody's choice.
    configured: config.telemetryEnabled === false ? false : undefined,
  };
}
