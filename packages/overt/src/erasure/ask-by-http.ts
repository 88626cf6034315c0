import { givenEntries } from '../given-entries.ts';
import type { Platform } from '../platform/platform.ts';
import type { DeletionByHttp } from '../sinks/deletion.ts';
import { resultOf } from '../sinks/http/status.ts';
import { compileTemplate } from '../sinks/template/compile.ts';
import type { HttpTransport } from '../sinks/http/transport.ts';
import type { Asked, ErasureRequest } from './request.ts';

export type AskByHttpTools = {
  readonly platform: Platform;
  readonly transport: HttpTransport;
  readonly signal: AbortSignal;
};

/** One POST with all ids, or, where the body has `{id}`, one for each. Any 2xx means that the request has been taken. */
export async function askByHttp(
  { platform, transport, signal }: AskByHttpTools,
  { url, headers = {}, body = { ids: '{ids}' } }: DeletionByHttp,
  { ids, tool }: ErasureRequest,
): Promise<Asked> {
  const named = givenEntries(headers)?.map(([name, value]) => [name.toLowerCase(), value]);
  const whole = { 'content-type': 'application/json', ...Object.fromEntries(named ?? []) };
  const { fill, names } = compileTemplate(body);
  const bodyFor = (values: Readonly<Record<string, unknown>>): unknown => fill((name) => values[name]);
  const bodies = names.has('id')
    ? ids.map((id) => bodyFor({ id, ids: [id], tool }))
    : [bodyFor({ ids, tool })];
  for (const [index, filled] of bodies.entries()) {
    const request = { url, headers: whole, body: Buffer.from(JSON.stringify(filled)), gzip: false };
    const result = resultOf(await transport(request, signal), platform.now());
    if (result.kind === 'accepted') continue;
    const left = bodies.length > 1 ? ids.slice(index) : ids;
    const reason = 'reason' in result ? result.reason : 'too_large';
    return { kind: 'failed', reason, left, afterMs: 'afterMs' in result ? result.afterMs : undefined };
  }
  return { kind: 'requested' };
}
