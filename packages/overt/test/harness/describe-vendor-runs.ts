import { readdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, onTestFinished } from 'vitest';
import { readAccounts, type Account } from './account.ts';
import { endCouriers, findCouriers, waitForCouriers } from './couriers.ts';
import type { Place } from './place.ts';
import { runTool, type Ended } from './run-tool.ts';
import { test } from './test.ts';
import type { Vendor, VendorServer } from './vendor.ts';
import { waitFor } from './wait-for.ts';

/**
 * The whole way: a tool as it is installed, its courier, and what stands for the service. `fixture` is the tool: it takes
 * `well`, `throw` or `telemetry …`.
 */
export function describeVendorRuns(vendor: Vendor, fixture: string): void {
  const receive = async (): Promise<VendorServer> => {
    const server = await vendor.start();
    onTestFinished(server.close);
    return server;
  };
  const run = (
    place: Place,
    args: readonly string[],
    { options }: Pick<VendorServer, 'options'>,
  ): Promise<Ended> => runTool(place, { fixture, args, options: { vendor: options } });
  const account = async (place: Place, { options }: VendorServer): Promise<Account | undefined> =>
    (await readAccounts(place, {}))[vendor.makeSink(options).name];

  describe(`a tool that sends to ${vendor.name}`, () => {
    test('tells of each run and each crash once, and of nobody', async ({ place }) => {
      const server = await receive();
      const bare = await runTool(place, {
        fixture,
        args: ['throw'],
        options: { vendor: server.options },
        env: { SCAN_TELEMETRY: 'off' },
      });
      const { code, stderr } = await run(place, ['throw'], server);
      expect({ code, stderr }).toEqual({ code: bare.code, stderr: bare.stderr });
      await waitForCouriers(place.root);
      await run(place, ['well'], server);
      await waitForCouriers(place.root);
      const { recorded, delivered, pending, dropped } = (await account(place, server)) ?? {};
      expect({ delivered, pending, dropped }).toEqual({ delivered: recorded, pending: 0, dropped: {} });
      expect(server.arrived()).toHaveLength(recorded ?? 0);
      expect(new Set(server.arrived()).size).toBe(recorded);
      const all = server.texts.join('');
      for (const secret of [place.root, place.home, hostname(), 'cannot read the store', 'it is gone'])
        expect(all).not.toContain(secret);
    });

    test('has it when there is a network again', async ({ place }) => {
      const server = await receive();
      server.setFault('broken');
      await run(place, ['throw'], server);
      await waitForCouriers(place.root);
      expect(server.arrived()).toEqual([]);
      server.setFault('none');
      await run(place, ['well'], server);
      await waitForCouriers(place.root);
      expect(server.arrived().length).toBeGreaterThan(2);
      expect(await account(place, server)).toMatchObject({ pending: 0, dropped: {} });
    });

    test('and whose courier is killed in the middle sends the same ids again', async ({ place }) => {
      const server = await receive();
      // The service has them, and the courier does not get to know.
      server.setFault('slow');
      await run(place, ['throw'], server);
      await waitFor('the crash to arrive', () => server.arrived().length > 0);
      const first = [...server.arrived()];
      expect(findCouriers(place.root)).toHaveLength(1);
      await endCouriers(place.root);
      server.setFault('none');
      await run(place, ['well'], server);
      await waitForCouriers(place.root);
      for (const id of first) expect(server.arrived().filter((one) => one === id).length).toBeGreaterThan(1);
      const { recorded } = (await account(place, server)) ?? {};
      expect(new Set(server.arrived()).size).toBe(recorded);
    });

    test('and is one file does so too, also when that file is gone', async ({ place }) => {
      const server = await receive();
      const outfile = join(place.root, 'app', 'tool.mjs');
      const { warnings } = await build({
        entryPoints: [fixture],
        outfile,
        bundle: true,
        platform: 'node',
        format: 'esm',
        minify: true,
        logLevel: 'silent',
      });
      expect([warnings, readdirSync(join(place.root, 'app'))]).toEqual([[], ['tool.mjs']]);
      await runTool(place, { fixture: outfile, args: ['throw'], options: { vendor: server.options } });
      rmSync(outfile);
      await waitForCouriers(place.root);
      expect(server.texts.join('')).toContain('app:///tool.mjs');
      expect(readdirSync(place.spool).filter((name) => name.startsWith('sink-'))).toHaveLength(1);
    });

    test('built from source, without a key, sends nothing', async ({ place }) => {
      const server = await receive();
      await run(place, ['throw'], { options: { ...server.options, key: '' } });
      await waitForCouriers(place.root);
      expect(server.requests()).toBe(0);
    });

    test('shows what it would send and where, without the key', async ({ place }) => {
      const server = await receive();
      const shown = await run(place, ['telemetry', 'show', '--sample'], server);
      expect(shown.stdout).toContain(`POST ${server.url}`);
      expect(shown.stdout).toContain('command.invocation');
      expect(shown.stdout).toContain('[key]');
      expect(server.requests()).toBe(0);
      const tested = await run(place, ['telemetry', 'doctor'], server);
      expect(tested.stdout).toMatch(new RegExp(`ok +sink ${vendor.name}:\\S+ +took the test event`));
      expect(server.texts.join('')).toContain('telemetry.test');
      server.answerWith(() => ({ status: 403, body: '{"errors":["no"]}' }));
      const refused = await run(place, ['telemetry', 'doctor'], server);
      expect(refused.stdout).toContain('it does not let us in (status_403)');
      const status = await run(place, ['telemetry', 'status'], server);
      for (const { stdout, stderr } of [shown, tested, refused, status])
        expect(stdout + stderr).not.toContain(vendor.key);
    });
  });
}
