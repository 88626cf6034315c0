import { describe, expect, it } from 'vitest';
import type { SendResult } from '../../sinks/sink.ts';
import { diagnose } from './diagnose.ts';

const network = (code: string): SendResult => ({ kind: 'retry', reason: `network_${code}` });

describe('diagnose', () => {
  it.each([
    ['ENOTFOUND', 'the name of the host is not known'],
    ['EAI_AGAIN', 'the name of the host is not known'],
    ['ECONNREFUSED', 'nobody listens there'],
    ['ENETUNREACH', 'the host cannot be reached'],
    ['EPERM', 'the connection is not allowed'],
    ['timeout', 'there was no answer in time'],
    ['ETIMEDOUT', 'there was no answer in time'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is not trusted'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'its certificate is not trusted'],
    ['CERT_HAS_EXPIRED', 'its certificate is not trusted'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is not trusted'],
    ['EPROTO', 'no secure connection came about'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'no secure connection came about'],
    ['ECONNRESET', 'the connection was cut off'],
    ['HPE_INVALID_CONSTANT', 'the connection was cut off'],
    ['cut_off', 'the connection was cut off'],
    ['answer_too_large', 'the answer was too large'],
    ['EVERYTHING_ELSE', 'it did not take the test'],
  ])('the failure %s', (code, what) => {
    expect(diagnose(network(code), {})).toEqual({
      what: `${what} (network_${code})`,
      hint: expect.any(String) as string,
    });
  });

  it.each([
    [401, 'it does not let us in'],
    [403, 'it does not let us in'],
    [404, 'there is no such address'],
    [405, 'it does not take what we send'],
    [422, 'it refuses what we send'],
    [307, 'it sends us elsewhere'],
    [429, 'it has too much to do'],
    [502, 'the server has trouble'],
  ])('the status %i', (status, what) => {
    const found = diagnose({ kind: 'rejected', reason: `status_${status}` }, {});
    expect(found.what).toContain(what);
  });

  it.each([
    [{ kind: 'too-large' } as const, 'even one event is too much'],
    [{ kind: 'accepted', rejected: [{ id: 'x', reason: 'y' }] } as const, 'refused the event'],
    [{ kind: 'retry', reason: 'garbage_answer' } as const, 'something else answers'],
    [{ kind: 'retry', reason: 'file_ENOENT' } as const, 'cannot be written'],
    [{ kind: 'retry', reason: 'sink_threw' } as const, 'did not take the test'],
  ])('%j', (result, what) => {
    expect(diagnose(result, {}).what).toContain(what);
  });

  it('names the variable of a proxy, never what is in it', () => {
    const { hint } = diagnose(network('ECONNREFUSED'), { https_proxy: 'http://me:secret@proxy' });
    expect(hint).toContain('https_proxy is set');
    expect(hint).not.toContain('secret');
    expect(diagnose({ kind: 'rejected', reason: 'status_404' }, { https_proxy: 'x' }).hint).not.toContain(
      'proxy',
    );
  });
});
