import { writeAll } from '../spool/private-file.ts';
import type { ErrorContext } from './reporter.ts';

const STANDARD_ERROR = 2;

/** Tells the user by what they and the author can name this crash. Comes before what Node prints. */
export function sayReference({ platform, settings }: ErrorContext, reference: string): void {
  const command = settings.text.command ?? `${settings.tool} telemetry`;
  const line = `${settings.tool} has crashed. Report ${reference}: see it with \`${command} crashes show ${reference}\`.\n`;
  writeAll(platform, STANDARD_ERROR, line);
}
