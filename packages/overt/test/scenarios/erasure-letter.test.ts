import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { askCommand } from '../harness/command.ts';
import { erase, listState, optionsFor, runOnce, sinkAt, work, test } from '../harness/eraser.ts';
import type { Place } from '../harness/place.ts';
import { runTool } from '../harness/run-tool.ts';
import { readInstall } from '../harness/spool.ts';
import { startAtTerminal, whyNoTerminal } from '../harness/terminal.ts';

const LETTER = { kind: 'email', to: 'privacy@example.com', subject: 'Erase & forget?' };

/** Stands in for what opens a mail program, and writes down what it was given. */
function withOpener(
  place: Place,
  code = 0,
): { readonly env: Record<string, string>; readonly opened: string } {
  const opened = join(place.root, 'opened');
  const folder = join(place.root, 'bin');
  mkdirSync(folder);
  const script = `#!/bin/sh\nprintf '%s\\n' "$#" "$@" >> '${opened}'\nexit ${code}\n`;
  writeFileSync(join(folder, 'xdg-open'), script, { mode: 0o755 });
  return { env: { PATH: `${folder}:${process.env['PATH'] ?? ''}` }, opened };
}

describe('a prepared letter', () => {
  test('is printed, and asks nobody', async ({ place, eraser }) => {
    const options = optionsFor(sinkAt(eraser.url, { deletion: LETTER }));
    await work(place, options);
    const id = readInstall(place);
    const ended = await runTool(place, { fixture: 'command.mjs', args: ['delete', '--yes'], options });
    expect(ended.stdout.replaceAll(id, '<id>')).toMatchInlineSnapshot(`
      "Everything here is erased. Your choice is kept.
        Ids      <id>
        Removed  4 events of the journal
        There    main: a letter is ready below. Nobody is asked before you send it
      A letter for you to send:
        To       privacy@example.com
        Subject  Erase & forget?
        Text     Please erase all telemetry data of scan with these ids:

                 <id>
      Telemetry is still on: the next run makes a new id. To stop it: \`scan telemetry disable\`.
      "
    `);
    expect(ended.code).toBe(0);
    expect(eraser.erasures()).toEqual([]);
    expect(await askCommand(place, ['status'], { options })).toMatchObject({
      requests: [{ state: 'prepared', ids: [id], letters: [{ to: 'privacy@example.com' }] }],
    });
    // It can be had once more, together with what is new.
    await runOnce(place, options);
    const next = readInstall(place);
    expect(await erase(place, options)).toMatchObject({ places: [{ state: 'prepared', ids: [id, next] }] });
  });

  test('is opened for a person, and then only that it was is kept', async ({ place, eraser, skip }) => {
    const reason = whyNoTerminal();
    if (reason !== undefined) skip(`No terminal: ${reason}.`);
    const options = optionsFor(sinkAt(eraser.url, { deletion: LETTER }));
    await work(place, options);
    const id = readInstall(place);
    const { env, opened } = withOpener(place);
    const args = ['delete', '--yes', '--open-mail'];
    const { code, screen } = await startAtTerminal(place, { fixture: 'command.mjs', args, options, env })
      .ended;
    expect({ code, screen }).toMatchObject({
      code: 0,
      screen: expect.stringContaining(
        'your mail program has the letter. Nobody is asked before you send it',
      ) as string,
    });
    const [count, url = ''] = readFileSync(opened, 'utf8').split('\n');
    expect(count).toBe('1');
    const { protocol, pathname, searchParams } = new URL(url);
    expect({ protocol, to: decodeURIComponent(pathname), subject: searchParams.get('subject') }).toEqual({
      protocol: 'mailto:',
      to: LETTER.to,
      subject: LETTER.subject,
    });
    expect(searchParams.get('body')).toContain(`\r\n${id}\r\n`);
    expect(listState(place)).toEqual(['consent.json', 'deletion-receipts.json']);
    expect(readFileSync(join(place.spool, 'deletion-receipts.json'), 'utf8')).not.toContain(id);
    expect(await askCommand(place, ['status'], { options })).toMatchObject({
      requests: [{ state: 'opened', ids: [] }],
    });
  });

  test.for([
    { where: 'in CI', variables: { CI: 'true' } },
    { where: 'under an agent', variables: { CLAUDECODE: '1' } },
    { where: 'without a terminal', variables: {}, piped: true },
    { where: 'where there is no mail program', variables: {}, code: 3 },
  ])(
    'is not opened $where, and stays',
    async ({ variables, piped = false, code: opener = 0 }, { place, eraser, skip }) => {
      const reason = whyNoTerminal();
      if (reason !== undefined) skip(`No terminal: ${reason}.`);
      const options = optionsFor(sinkAt(eraser.url, { deletion: LETTER }));
      await work(place, options);
      const { env, opened } = withOpener(place, opener);
      const run = {
        fixture: 'command.mjs',
        args: ['delete', '--yes', '--open-mail'],
        options,
        env: { ...env, ...variables },
      };
      const { code } = piped ? await runTool(place, run) : await startAtTerminal(place, run).ended;
      expect({ code, isOpened: existsSync(opened) }).toEqual({ code: 0, isOpened: opener !== 0 });
      expect(await askCommand(place, ['status'], { options })).toMatchObject({
        requests: [{ state: 'prepared' }],
      });
    },
  );
});
