import type { ExplainedDecision } from '../consent/decision.ts';
import type { Platform } from '../platform/platform.ts';
import { writeAll, PRIVATE_FILE } from '../spool/private-file.ts';

/** What OVERT_DEBUG asks for: to show what would be sent and send nothing, or to tell what happens and why. */
export type DebugMode = {
  readonly kind: 'show' | 'log';
  /** Prints one line, to standard error or to the file that was named: `OVERT_DEBUG=show:/tmp/shown`. */
  readonly say: (text: string) => void;
};

export const DEBUG_VARIABLE = 'OVERT_DEBUG';
const STANDARD_ERROR = 2;

/** Undefined where nobody asks, or asks for something else. */
export function readDebugMode(platform: Platform): DebugMode | undefined {
  const asked = platform.env[DEBUG_VARIABLE] ?? '';
  const [word = ''] = asked.split(':', 1);
  const kind = word.trim().toLowerCase();
  if (kind !== 'show' && kind !== 'log') return undefined;
  const file = asked.slice(word.length + 1);
  return { kind, say: (text) => print(platform, file, `overt: ${text}\n`) };
}

/** For what runs outside the tool's process. */
export function sayIfLogging(platform: Platform, text: string): void {
  const mode = readDebugMode(platform);
  if (mode?.kind === 'log') mode.say(text);
}

/** The first line of both modes. */
export function describeDecision({ level, local, noticePending, reason }: ExplainedDecision): string {
  const what = level === 'off' ? 'off' : local ? 'on, and kept here' : `on (${level})`;
  return `telemetry is ${what}. ${reason}${level !== 'off' && noticePending ? ' Until then nothing is sent.' : ''}`;
}

function print(platform: Platform, file: string, line: string): void {
  try {
    if (file === '') writeAll(platform, STANDARD_ERROR, line);
    else platform.fs.appendFileSync(file, line, { mode: PRIVATE_FILE });
  } catch {
    // Nobody can be told, and the tool goes on.
  }
}
