import { describe, expect } from 'vitest';
import {
  GOOD_LINE as LINE,
  readSteps as steps,
  expectWell,
  readCounts,
  sendBytes,
  sendInParts,
  sendMessages,
  startDaemon,
  waitForCounts,
  type Counts,
} from '../../harness/daemon.ts';
import { readDelivered } from '../../harness/delivered.ts';
import { test } from '../../harness/test.ts';
import { waitFor } from '../../harness/wait-for.ts';

const MIB = 1024 * 1024;

describe('a message', () => {
  test('records an event, or a command with what is known of it', async ({ place }) => {
    const daemon = await startDaemon(place);
    await sendMessages(daemon.served.socket ?? '', [
      { type: 'track', payload: { name: 'scan.step', props: { n: 3 } } },
      { type: 'track', payload: { name: 'feature.used', props: { feature: 'hooks' } } },
      {
        type: 'command',
        payload: { command: 'sync now', exitCode: 3, durationMs: 41.6, flags: ['--All', 'x y'] },
      },
      { type: 'command', payload: { command: 'Sync /home/someone', exitCode: 130 } },
      { type: 'command', payload: { command: 'sync', outcome: 'usage-error', exitCode: 2 } },
      { type: 'command', payload: { command: 'sync' } },
      { type: 'poke' },
    ]);
    await waitForCounts(daemon, { messages: 7 });
    await waitFor('six', () => readDelivered(place).length >= 7);
    const told = readDelivered(place).filter(({ name }) => name !== 'daemon.start');
    expect(told.map(({ name, props }) => [name, props])).toEqual([
      ['scan.step', { n: 3 }],
      ['feature.used', { feature: 'hooks' }],
      [
        'command.invocation',
        { command: 'sync now', outcome: 'error', exitCode: 3, durationMs: 42, flags: 'other' },
      ],
      ['command.invocation', { command: 'other', outcome: 'interrupted', exitCode: 130 }],
      ['command.invocation', { command: 'sync', outcome: 'usage-error', exitCode: 2 }],
      ['command.invocation', { command: 'sync', outcome: 'ok', exitCode: 0 }],
    ]);
    // They are the daemon's, which is who recorded them.
    expect(new Set(told.map(({ run }) => run)).size).toBe(1);
    await daemon.end();
  });

  test.for<[string, string | Buffer, Counts]>([
    ['is no JSON', 'hello\n', { messages: 1, malformed_message: 1 }],
    ['is cut off', LINE.slice(0, -5), { messages: 1, malformed_message: 1 }],
    ['is no object', '[1]\n7\nnull\n"track"\n', { messages: 4, malformed_message: 4 }],
    ['has no type', '{"payload":{}}\n{"type":7}\n', { messages: 2, malformed_message: 2 }],
    ['has a payload that is none', '{"type":"track","payload":[]}\n', { messages: 1, malformed_message: 1 }],
    ['has no name', '{"type":"track","payload":{"props":{}}}\n', { messages: 1, malformed_message: 1 }],
    [
      'has no command',
      '{"type":"command","payload":{"exitCode":0}}\n',
      { messages: 1, malformed_message: 1 },
    ],
    [
      'has a code that is none',
      '{"type":"command","payload":{"command":"a","exitCode":"0"}}\n',
      { messages: 1, malformed_message: 1 },
    ],
    [
      'is of a type that nobody knows',
      '{"type":"friction","payload":{}}\n',
      { messages: 1, unknown_message: 1 },
    ],
    [
      'is of a type that is a name of JavaScript',
      '{"type":"constructor"}\n{"type":"__proto__"}\n',
      { messages: 2, unknown_message: 2 },
    ],
    ['is not UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22, 0x0a]), { messages: 1, malformed_message: 1 }],
    ['is UTF-16', Buffer.from(LINE, 'utf16le'), { messages: 2, malformed_message: 2 }],
    [
      'is of an event that is not declared',
      '{"type":"track","payload":{"name":"a.b","props":{}}}\n',
      { messages: 1, not_recorded: 1 },
    ],
    ['is nested as deep as it gets', `${'['.repeat(200_000)}\n`, { messages: 1, malformed_message: 1 }],
    ['is longer than 1 MiB', Buffer.alloc(MIB + 1, 0x20), { oversized_message: 1 }],
    ['is made of zeros', Buffer.alloc(1000), { messages: 1, malformed_message: 1 }],
  ])('that %s is counted, and costs nothing else', async ([, bytes, counts], { place }) => {
    const daemon = await startDaemon(place);
    await sendBytes(daemon.served.socket ?? '', bytes);
    await waitForCounts(daemon, counts);
    await expectWell(daemon, place);
  });

  test('may be as long as 1 MiB, and have no line end where the connection ends', async ({ place }) => {
    const daemon = await startDaemon(place);
    const padding = MIB - LINE.length + 1;
    await sendBytes(daemon.served.socket ?? '', `${' '.repeat(padding)}${LINE}`);
    await sendBytes(daemon.served.socket ?? '', LINE.trimEnd());
    await waitForCounts(daemon, { messages: 2 });
    await waitFor('both', () => steps(place).length === 2);
    await daemon.end();
  });

  test('that follows a bad one on the same connection is taken; what follows one that is too long is not', async ({
    place,
  }) => {
    const daemon = await startDaemon(place);
    await sendBytes(daemon.served.socket ?? '', `no\n\n${LINE}{}\n${LINE}`);
    await waitForCounts(daemon, { messages: 5, malformed_message: 3 });
    await sendBytes(daemon.served.socket ?? '', `${' '.repeat(2 * MIB)}\n${LINE}`);
    await waitForCounts(daemon, { messages: 5, malformed_message: 3, oversized_message: 1 });
    await waitFor('two', () => steps(place).length === 2);
    await expectWell(daemon, place, 2);
  });

  test('may be split anywhere, and come with many others', async ({ place }) => {
    const daemon = await startDaemon(place);
    const { socket = '' } = daemon.served;
    const whole = Buffer.from('{"type":"track","payload":{"name":"scan.step","props":{"n":8}},"é":"青"}\n');
    for (let at = 1; at < whole.length; at += 1)
      await sendInParts(socket, [whole.subarray(0, at), whole.subarray(at)]);
    await sendInParts(
      socket,
      Array.from(whole, (byte) => Buffer.from([byte])),
    );
    await sendBytes(socket, LINE.repeat(500));
    await waitFor('all of them', () => steps(place).length === whole.length + 500);
    expect(await readCounts(daemon)).toEqual({ messages: whole.length + 500 });
    await daemon.end();
  });
});
