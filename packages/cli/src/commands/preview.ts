import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { variableOf } from '../docs/consent-facts.ts';
import { CliError } from '../errors.ts';
import { readEvents } from '../preview/read-events.ts';
import { renderPreview } from '../preview/render.ts';
import { runTool } from '../preview/run-tool.ts';
import { locateModule } from '../subject/locate.ts';
import { readSubject } from '../subject/read-subject.ts';
import type { Outcome } from './outcome.ts';

export type PreviewOptions = { readonly json?: true; readonly level?: string; readonly from?: string };

/**
 * `overt preview -- <command…>`: runs the tool with OVERT_DEBUG=show, under which it neither stores nor sends anything,
 * and prints what it would have sent. The events come by a file of their own, so that the tool's output stays its own.
 */
export async function runPreview(command: readonly string[], options: PreviewOptions): Promise<Outcome> {
  const [file, ...args] = command;
  if (file === undefined) throw new CliError('Name the command to run: overt preview -- my-tool scan.');
  // Before the module is loaded: that sets DO_NOT_TRACK in this process.
  const inherited = { ...process.env };
  const level = options.level === undefined ? {} : await levelVariable(options.level, options.from);
  const folder = mkdtempSync(join(tmpdir(), 'overt-preview-'));
  try {
    const path = join(folder, 'events');
    const env = { ...inherited, ...level, OVERT_DEBUG: `show:${path}` };
    const code = await runTool({ command: [file, ...args], env, isQuiet: options.json === true });
    const previewed = readEvents(path);
    const stdout = options.json
      ? `${JSON.stringify({ code, ...previewed }, null, 2)}\n`
      : renderPreview(previewed);
    return { stdout, code };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The tool's own variable, whose name follows from the tool's. */
async function levelVariable(level: string, from: string | undefined): Promise<Record<string, string>> {
  const located = locateModule(from, process.cwd());
  const { tool } = await readSubject(located);
  if (tool === undefined) throw new CliError(`${located.module} does not say the name of the tool.`);
  return { [variableOf({ tool })]: level };
}
