import { configPath, updateConfig } from '../config.js';

/** What Agora's own JSON tells of. All else is Overt's to answer. */
const OWN_ACTIONS = ['status', 'enable', 'disable'];

/**
 * `agora telemetry`. Wrappers of Agora take code 3 for "log in", so that whatever Overt could not do is a 1 here. It is no
 * command of its own in what is reported.
 */
export async function manageTelemetry(words, _options, command) {
  const isJson = command.optsWithGlobals().json === true || words.includes('--json');
  const plain = words.filter((word) => word !== '--json');
  const [action = 'status', level] = plain;
  const isOwn = OWN_ACTIONS.includes(action) && plain.length <= 2 && !level?.startsWith('-');
  // To Agora its configuration and this are one setting: what is said last holds. Before telemetry reads it.
  if (isOwn && action !== 'status') updateConfig({ telemetryEnabled: action === 'enable' });
  const { telemetry } = await import('../telemetry.js');
  const code =
    isOwn && isJson
      ? await printPayload(telemetry, action, level)
      : await telemetry.runCommand(isJson ? [...plain, '--json'] : plain);
  process.exitCode = code === 0 ? 0 : 1;
}

/** The setting, for `config update`. Off also removes what waits. */
export async function setTelemetry(isEnabled) {
  updateConfig({ telemetryEnabled: isEnabled });
  const { telemetry } = await import('../telemetry.js');
  return isEnabled ? telemetry.enable() : telemetry.disable();
}

/** An error that nobody catches: `agora crash-for-test`. */
export async function crashForTest() {
  const { telemetry } = await import('../telemetry.js');
  telemetry.crashForTest();
}

async function printPayload(telemetry, action, level) {
  const answer = await telemetry[action](level);
  const { source, ...holds } = await telemetry.status();
  const payload = {
    action,
    configPath: configPath(),
    doNotTrack: source === 'do-not-track',
    enabled: isSending(holds),
  };
  console.log(JSON.stringify(payload, undefined, 2));
  if (!answer.ok) console.error(`agora: ${answer.problem}`);
  return answer.ok && answer.holds !== false ? 0 : 1;
}

/** Whether reports leave this machine: not only what the configuration says. */
function isSending({ level, local, noticePending, sinks }) {
  return level !== 'off' && !local && !noticePending && sinks.some(({ kind }) => kind !== 'noop');
}
