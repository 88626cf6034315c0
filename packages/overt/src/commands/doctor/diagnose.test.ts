import { describe, expect, it } from 'vitest';
import type { SendResult } from '../../sinks/sink.ts';
import { chooseProxy, type ProxyChoice } from '../../sinks/http/proxy/choose.ts';
import { diagnose } from './diagnose.ts';

const DIRECT: ProxyChoice = { kind: 'direct' };
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
    ['CERT_HAS_EXPIRED', 'its certificate is not valid today'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is that of another host'],
    ['proxy_unsupported', 'the proxy is of a kind that is not supported'],
    ['proxy_malformed', 'what should name the proxy is no address'],
    ['proxy_status_407', 'the proxy wants a login'],
    ['proxy_status_401', 'the proxy wants a login'],
    ['proxy_status_403', 'the proxy does not let us through'],
    ['proxy_status_302', 'the proxy sends us elsewhere'],
    ['proxy_status_502', 'the proxy cannot reach it'],
    ['proxy_ENOTFOUND', 'the name of the proxy is not known'],
    ['proxy_ECONNREFUSED', 'the proxy cannot be reached'],
    ['proxy_timeout', 'the proxy did not answer in time'],
    ['proxy_DEPTH_ZERO_SELF_SIGNED_CERT', 'the certificate of the proxy is not trusted'],
    ['proxy_ERR_TLS_CERT_ALTNAME_INVALID', 'the certificate of the proxy is not trusted'],
    ['proxy_EPROTO', 'no secure connection to the proxy came about'],
    ['proxy_ECONNRESET', 'the proxy broke off'],
    ['proxy_garbage_answer', 'the proxy broke off'],
    ['EPROTO', 'no secure connection came about'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'no secure connection came about'],
    ['ECONNRESET', 'the connection was cut off'],
    ['HPE_INVALID_CONSTANT', 'the connection was cut off'],
    ['cut_off', 'the connection was cut off'],
    ['answer_too_large', 'the answer was too large'],
    ['EVERYTHING_ELSE', 'it did not take the test'],
  ])('the failure %s', (code, what) => {
    expect(diagnose(network(code), DIRECT)).toEqual({
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
    const found = diagnose({ kind: 'rejected', reason: `status_${status}` }, DIRECT);
    expect(found.what).toContain(what);
  });

  it.each([
    [{ kind: 'too-large' } as const, 'even one event is too much'],
    [{ kind: 'accepted', rejected: [{ id: 'x', reason: 'y' }] } as const, 'refused the event'],
    [{ kind: 'retry', reason: 'garbage_answer' } as const, 'something else answers'],
    [{ kind: 'retry', reason: 'file_ENOENT' } as const, 'cannot be written'],
    [{ kind: 'retry', reason: 'sink_threw' } as const, 'did not take the test'],
  ])('%j', (result, what) => {
    expect(diagnose(result, DIRECT).what).toContain(what);
  });

  it.each([
    [{ https_proxy: 'http://me:secret@proxy:3128' }, 'It goes through the proxy proxy:3128 (https_proxy).'],
    [{ HTTPS_PROXY: 'socks5://me:secret@proxy' }, 'HTTPS_PROXY says so, and nothing is sent past it.'],
    [{ ALL_PROXY: 'me:sec/ret@proxy' }, 'ALL_PROXY says so, and nothing is sent past it.'],
  ])('names the proxy and its variable, never its login: %j', (env, said) => {
    const way = chooseProxy(env, new URL('https://example.com/'));
    for (const result of [network('ECONNRESET'), { kind: 'rejected', reason: 'status_404' } as const]) {
      const { hint } = diagnose(result, way);
      expect(hint).toContain(said);
      expect(hint).not.toMatch(/sec|ret|me:/);
    }
  });
});
