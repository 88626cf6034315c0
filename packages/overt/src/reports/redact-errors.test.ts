import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUILTIN_EVENTS } from '../catalogue/builtin.ts';
import { listClosedFields } from '../catalogue/closed-fields.ts';
import { redactEvents } from '../courier/deliver/redact-events.ts';
import type { BatchEvent } from '../sinks/batch.ts';
import { testPlatform } from '../testing/test-platform.ts';
import { formatStack, parseStack } from './stack-text.ts';

const platform = testPlatform({ home: '/home/alice-w', env: { USER: 'alice-w' } });
const TOKEN = 'ghp_0123456789abcdefghijABCDEFGHIJ456789';

/** What leaves of an event. */
function send(name: string, stack: string): unknown {
  const run = { run: 'x', level: 'full', resource: { tool: 'scan', version: '1' } };
  const event: BatchEvent = {
    id: 'x.1',
    run,
    seq: 1,
    time: 1,
    name,
    level: 'errors',
    props: { stack, reference: 'WXYZ-1' },
  };
  return redactEvents(platform, [event], listClosedFields(BUILTIN_EVENTS))[0]?.props['stack'];
}

describe('the second pass over a stack', () => {
  it('takes out what the rules of today find, and leaves the form', () => {
    const stack = `AliceError [${TOKEN}]: of me@example.com\\nin /home/alice-w/x
    at load (app:///dist/cli.js:1:2)
    at ${TOKEN} (app:///dist/cli.js:3:4)
    at load (app:///${TOKEN}/cli.js:5:6)
  caused by: ${TOKEN}`;
    expect(send('crash', stack)).toBe(`AliceError: of [email]\\nin ~/x
    at load (app:///dist/cli.js:1:2)
    at app:///dist/cli.js:3:4
    at <elsewhere>
  caused by: Error`);
  });

  it('leaves only what has the form', () => {
    expect(send('error', 'Error\nwhat alice wrote\n    at load (/home/bob/x.js:1:1)')).toBe(
      'Error\n    at <elsewhere>',
    );
    expect(send('command.abandoned', 'anything at all')).toBe('');
  });

  it('is of stacks only: a field of the same name elsewhere is a text', () => {
    expect(send('mine.event', `my ${TOKEN}\nis here`)).toBe('my [redacted]\nis here');
  });

  it('changes nothing the second time', () => {
    const line = fc.constantFrom(
      '    at load (app:///x.js:1:1)',
      '  caused by: Error: \\u001b[1m me@example.com',
      `E: ${TOKEN}`,
      '… 3 more',
      '\\',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(line, fc.string())), (lines) => {
        const once = String(send('crash', lines.join('\n')));
        expect(send('crash', once)).toBe(once);
        expect(formatStack(parseStack(once))).toBe(once);
      }),
    );
  });
});
