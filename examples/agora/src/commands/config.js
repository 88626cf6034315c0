import { configPath, readConfig } from '../config.js';
import { AgoraError } from '../errors.js';
import { say } from '../say.js';
import { setTelemetry } from './telemetry.js';

/** Changes a setting. Without one, says what they are. */
export async function updateSettings(options) {
  const { telemetryEnabled: word } = options;
  if (word !== undefined && !['true', 'false'].includes(word))
    throw new AgoraError('CONFIG_VALUE_INVALID', '--telemetry-enabled is true or false.');
  if (word !== undefined) await setTelemetry(word === 'true');
  const { telemetryEnabled = true } = readConfig();
  const data = { configPath: configPath(), telemetryEnabled };
  say(options, data, [`telemetryEnabled ${telemetryEnabled}`, configPath()]);
}
