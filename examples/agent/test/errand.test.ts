import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { ERRAND, receive, test } from './errand.ts';

type Event = { readonly name: string; readonly props: Readonly<Record<string, unknown>> };

function eventsOf(bodies: readonly Buffer[]): Event[] {
  return bodies.flatMap((body) => {
    const text = body.toString();
    const { runs } = JSON.parse(text.slice(text.indexOf(']') + 1)) as { runs: { events: Event[] }[] };
    return runs.flatMap(({ events }) => events);
  });
}

describe('errand', () => {
  test('does what its script says, and leaves nothing behind until its user says yes', async ({ place }) => {
    const { code, stdout, stderr } = await place.run([ERRAND, 'run', 'look around']);
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: 'It is a package of Node, and Node is here.\n',
      stderr: '',
    });
    expect(existsSync(join(place.home, '.local'))).toBe(false);
  });

  test('tells of a conversation that goes on in another process as of one session', async ({ place }) => {
    const server = await receive();
    try {
      const env = {
        ERRAND_COLLECTOR_URL: `${server.url}/collector`,
        ERRAND_COLLECTOR_KEY: 'wk_1',
        ERRAND_DELIVERY_INTERVAL_MS: '100',
      };
      await place.run([ERRAND, 'telemetry', 'enable'], { env });
      const first = await place.run([ERRAND, 'run', 'look around'], { env });
      const [, id = ''] = /^conversation (\S+)$/m.exec(first.stderr) ?? [];
      await place.run([ERRAND, 'chat', '--resume', id], { env, input: 'one\ntwo\n' });
      await place.run([ERRAND, 'telemetry', 'flush'], { env });
      const bodies = server.requests
        .filter(({ path }) => path.startsWith('/collector'))
        .map(({ body }) => body);
      const events = eventsOf(bodies);
      const of = (name: string, agent: string): Event[] =>
        events.filter((event) => event.name === name && event.props['agent'] === agent);
      expect(new Set(of('session.start', 'lead').map(({ props }) => props['session'])).size).toBe(1);
      expect(of('session.start', 'lead').map(({ props }) => props['resumed'])).toEqual([false, true]);
      expect(of('session.end', 'lead').map(({ props }) => [props['turns'], props['toolCalls']])).toEqual([
        [3, 4],
        [6, 8],
      ]);
      const [parent] = of('session.start', 'lead').map(({ props }) => props['session']);
      expect(of('session.end', 'reader').map(({ props }) => props['parentSession'])).toEqual([
        parent,
        parent,
        parent,
      ]);
      expect(of('tool.call', 'lead').filter(({ props }) => props['outcome'] === 'denied')).toHaveLength(3);
      const sum = (name: string, field: string): number =>
        events
          .filter((event) => event.name === name)
          .reduce((total, { props }) => total + Number(props[field]), 0);
      for (const field of ['inputTokens', 'outputTokens', 'cacheReadTokens', 'costNanos'])
        expect(sum('session.end', field)).toBe(sum('token.usage', field));
      expect(sum('session.end', 'costNanos')).toBeGreaterThan(0);
    } finally {
      server.close();
    }
  });
});
