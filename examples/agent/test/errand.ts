import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { test as base } from 'vitest';
import { waitForCouriers } from '../../../packages/overt/test/harness/couriers.ts';

export const ERRAND = join(import.meta.dirname, '../bin/errand.js');
export const EVERY_SINK = join(import.meta.dirname, 'fixtures/every-sink.mjs');

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };
export type Request = { readonly path: string; readonly body: Buffer; readonly raw: Buffer };

/** A home and a project of a test's own. */
export type Place = {
  readonly home: string;
  readonly project: string;
  readonly run: (args: readonly string[], how?: Run) => Promise<Ended>;
  /** All bytes that are stored, unpacked too where they are packed. */
  readonly stored: () => Buffer;
};
type Run = { readonly env?: Readonly<Record<string, string>>; readonly input?: string };

export const test = base.extend('place', async ({ task: _task }, { onCleanup }) => {
  const root = mkdtempSync(join(tmpdir(), 'errand-'));
  onCleanup(() => rmSync(root, { recursive: true, force: true }));
  const home = join(root, 'home');
  const project = join(root, 'project');
  for (const folder of [home, project]) mkdirSync(folder);
  writeFileSync(join(project, 'package.json'), '{"name":"a-project"}');
  const run: Place['run'] = async (args, how = {}) => {
    const ended = await start([home, project], args, how);
    // After a crash one is at work, with the files that are looked at.
    await waitForCouriers(root);
    return ended;
  };
  return { home, project, run, stored: () => readAll(home) };
});

function start([home, project]: [string, string], args: readonly string[], how: Run): Promise<Ended> {
  const { env = {}, input = '' } = how;
  const child = spawn(process.execPath, args, {
    cwd: project,
    env: { PATH: process.env['PATH'], HOME: home, LOCALAPPDATA: home, TMPDIR: home, ...env },
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  child.stdin.end(input);
  return new Promise((resolve) => void child.once('close', (code) => resolve({ code, ...said })));
}

/** Says yes to all that it is sent, and keeps it. */
export async function receive(): Promise<{
  readonly url: string;
  readonly requests: readonly Request[];
  readonly close: () => void;
}> {
  const requests: Request[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks);
      const head = Buffer.from(JSON.stringify([request.url, request.headers]));
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
      requests.push({ path: request.url ?? '', body: Buffer.concat([head, body]), raw });
      response.setHeader('content-type', 'application/json').end(answer(request.url ?? '', body));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, requests, close: () => void server.close() };
}

/** The collector says what became of each event. */
function answer(path: string, body: Buffer): string {
  if (!path.startsWith('/collector')) return '{"status":"Ok"}';
  const { runs } = JSON.parse(body.toString()) as { runs: { events: unknown[] }[] };
  const accepted = runs.reduce((sum, { events }) => sum + events.length, 0);
  return JSON.stringify({ accepted, duplicates: [], rejected: [] });
}

function readAll(folder: string): Buffer {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const files = found.map(({ name, parentPath }) => {
    const bytes = readFileSync(join(parentPath, name));
    const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return Buffer.concat([Buffer.from(`${name}\n`), bytes, isPacked ? gunzipSync(bytes) : Buffer.alloc(0)]);
  });
  return Buffer.concat(files);
}
