import type { CreateSink } from 'overt';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeBatch, makeEnd, makeTools } from './batches.ts';
import type { Vendor, VendorServer } from './vendor.ts';

/** What services do to requests, besides taking them. Each sink that posts to one keeps its account true under all of it. */
export function describeVendorFaults(vendor: Vendor, createSink: CreateSink): void {
  const start = async () => {
    const server = await vendor.start();
    onTestFinished(server.close);
    const { name, options } = vendor.makeSink(server.options);
    const sink = createSink(makeTools(), { name, options });
    return {
      server,
      send: (batch: Parameters<typeof sink.send>[0], signal = new AbortController().signal) =>
        sink.send(batch, { signal }),
    };
  };
  const events = (count: number) => Array.from({ length: count }, (_, index) => makeEnd(index + 1));
  const ids = (count: number): string[] => events(count).map(({ id }) => vendor.nameOf(id));

  describe(`${vendor.name}, when the service`, () => {
    it.each([401, 403, 404])('answers %i, is not bothered again with this batch', async (status) => {
      const { server, send } = await start();
      server.answerWith(() => ({ status, body: '{"errors":["no"]}' }));
      expect(await send(makeBatch(events(3)))).toEqual({ kind: 'rejected', reason: `status_${status}` });
      expect(server.requests()).toBe(1);
    });

    it.each([
      [429, 'status_429', 7000],
      [503, 'status_503', 7000],
    ])('answers %i with a wait, comes back after it', async (status, reason, afterMs) => {
      const { server, send } = await start();
      server.answerWith(() => ({ status, body: '', headers: { 'retry-after': '7' } }));
      expect(await send(makeBatch(events(3)))).toEqual({ kind: 'retry', reason, afterMs });
      expect(server.arrived()).toEqual([]);
    });

    it.each(['silent', 'broken', 'cut', 'garbage', 'busy', 'throttled'] as const)(
      'is %s, sends the same again, under the same ids',
      async (fault) => {
        const { server, send } = await start();
        server.setFault(fault);
        expect(await send(makeBatch(events(3)))).toMatchObject({ kind: 'retry' });
        server.setFault('none');
        expect(await send(makeBatch(events(3), { attempt: 2 }))).toEqual({ kind: 'accepted' });
        expect([...new Set(server.arrived())]).toEqual(ids(3));
      },
    );

    it('is not there, is asked again later', async () => {
      const { server, send } = await start();
      await server.close();
      expect(await send(makeBatch(events(1)))).toMatchObject({
        kind: 'retry',
        reason: 'network_ECONNREFUSED',
      });
    });

    it('has no time left, asks for another try', async () => {
      const { server, send } = await start();
      server.setFault('silent');
      const stop = new AbortController();
      const sent = send(makeBatch(events(1)), stop.signal);
      stop.abort();
      expect(await sent).toMatchObject({ kind: 'retry', reason: 'network_aborted' });
    });

    it('takes only five at once, gets them in halves and in order', async () => {
      const { server, send } = await start();
      answerBySize(vendor, server, 5);
      expect(await send(makeBatch(events(23)))).toEqual({ kind: 'accepted' });
      expect(server.arrived()).toEqual(ids(23));
    });

    it('takes none that is so large, drops that one and counts it', async () => {
      const { server, send } = await start();
      server.answerWith((text) => (text.includes('too-much') ? { status: 413, body: '' } : undefined));
      const [first, second, third] = events(3);
      const large = { ...second!, props: { command: 'too-much' } };
      expect(await send(makeBatch([first!, large, third!]))).toEqual({
        kind: 'accepted',
        rejected: [{ id: large.id, reason: 'too_large' }],
      });
      expect(server.arrived()).toEqual([vendor.nameOf(first!.id), vendor.nameOf(third!.id)]);
    });

    it('gets no more than it can take, and what it had before it failed is not sent again', async () => {
      const { server, send } = await start();
      server.answerWith((text) => (text.includes('later') ? { status: 500, body: '' } : undefined));
      const many = events(2500).map((event, index) =>
        index === 2200 ? { ...event, props: { command: 'later' } } : event,
      );
      const result = await send(makeBatch(many));
      expect(result).toMatchObject({ kind: 'retry', reason: 'status_500', settled: 2000 });
      server.answerWith(() => undefined);
      expect(await send(makeBatch(many.slice(2000)))).toEqual({ kind: 'accepted' });
      expect(server.arrived()).toEqual(ids(2500));
      expect(Math.max(...server.texts.map((text) => text.length))).toBeLessThan(5_000_000);
    });

    it('gets large events in requests that it can take', async () => {
      const { server, send } = await start();
      const large = events(12).map((event) => ({ ...event, props: { text: 'é'.repeat(450_000) } }));
      expect(await send(makeBatch(large))).toEqual({ kind: 'accepted' });
      expect(server.arrived()).toEqual(ids(12));
      const sizes = server.texts.map((text) => Buffer.byteLength(text));
      expect(sizes.length).toBeLessThan(6);
      expect(Math.max(...sizes)).toBeLessThan(5_000_000);
    });

    it('refuses the first of several requests, loses that one only', async () => {
      const { server, send } = await start();
      server.answerWith((text) => (text.includes('refuse-me') ? { status: 400, body: '' } : undefined));
      const [first, ...others] = events(1500);
      const result = await send(makeBatch([{ ...first!, props: { command: 'refuse-me' } }, ...others]));
      expect(result).toMatchObject({ kind: 'accepted' });
      expect(server.arrived()).toEqual(ids(1500).slice(1000));
      const rejected = result.kind === 'accepted' ? result.rejected : [];
      expect(rejected).toHaveLength(1000);
      expect(new Set(rejected?.map(({ reason }) => reason))).toEqual(new Set(['status_400']));
    });
  });
}

/** Too much for the service is what it could not have taken; how many events that is, it knows by their ids. */
function answerBySize({ nameOf }: Vendor, server: VendorServer, most: number): void {
  const known = Array.from({ length: 30 }, (_, index) => nameOf(makeEnd(index + 1).id));
  server.answerWith((text) =>
    known.filter((id) => text.includes(`"${id}"`)).length > most ? { status: 413, body: '' } : undefined,
  );
}
