import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a server shows, and the key to it, as PEM. */
export type Certificate = { readonly key: string; readonly cert: string };

/** An authority of our own, and what it has signed for servers on this machine. */
export type Certificates = {
  /** Where the certificate of the authority is, for NODE_EXTRA_CA_CERTS. */
  readonly caFile: string;
  readonly ca: string;
  /** For localhost, 127.0.0.1 and ::1. */
  readonly good: Certificate;
  /** Of the authority, for another host. */
  readonly otherHost: Certificate;
  /** Of the authority, from yesterday. */
  readonly expired: Certificate;
  /** Of no authority. */
  readonly selfSigned: Certificate;
};

const HERE = 'DNS:localhost,IP:127.0.0.1,IP:::1';

/** Why no certificates can be made here, if they cannot. */
export function whyNoCertificates(): string | undefined {
  return spawnSync('openssl', ['version']).status === 0 ? undefined : 'there is no openssl';
}

/** Makes all of them in a new folder below `root`. */
export function makeCertificates(root: string): Certificates {
  const folder = mkdtempSync(join(root, 'tls-'));
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { stdio: 'pipe' });
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const selfSign = (name: string, ...more: string[]): void =>
    openssl(
      'req',
      '-x509',
      ...curve,
      '-keyout',
      at(`${name}.key`),
      '-out',
      at(`${name}.pem`),
      '-subj',
      `/CN=${name}`,
      ...more,
    );
  const sign = (name: string, [names, days]: [string, string]): Certificate => {
    openssl('req', ...curve, '-keyout', at(`${name}.key`), '-out', at(`${name}.csr`), '-subj', `/CN=${name}`);
    writeFileSync(at(`${name}.ext`), `subjectAltName=${names}\n`);
    const by = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', days];
    openssl(
      'x509',
      '-req',
      '-in',
      at(`${name}.csr`),
      ...by,
      '-extfile',
      at(`${name}.ext`),
      '-out',
      at(`${name}.pem`),
    );
    return read(name);
  };
  const read = (name: string): Certificate => ({
    key: readFileSync(at(`${name}.key`), 'utf8'),
    cert: readFileSync(at(`${name}.pem`), 'utf8'),
  });
  selfSign('ca', '-days', '2');
  selfSign('self-signed', '-days', '2', '-addext', `subjectAltName=${HERE}`);
  return {
    caFile: at('ca.pem'),
    ca: read('ca').cert,
    good: sign('good', [HERE, '2']),
    otherHost: sign('other-host', ['DNS:other.example', '2']),
    expired: sign('expired', [HERE, '-1']),
    selfSigned: read('self-signed'),
  };
}
