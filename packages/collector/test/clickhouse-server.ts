import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { makeTempFolder } from './temp-folder.ts';
import { waitFor } from './wait-for.ts';

/** A ClickHouse server of this test's own: its ports, its folder, its user. */
export type ClickHouseServer = {
  readonly url: string;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

const PLACES = ['/usr/sbin/clickhouse-server', '/usr/bin/clickhouse-server'];

/** Where Debian's `clickhouse-server` is, if it is installed. */
export const clickHouseBinary: string | undefined = PLACES.find((path) => existsSync(path));

/** Prepares a server; `start` starts it, and starts it again on the same ports and data. */
export async function createClickHouseServer(): Promise<ClickHouseServer> {
  const folder = makeTempFolder();
  const [http, tcp, interserver] = await Promise.all([freePort(), freePort(), freePort()]);
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'users.xml'), USERS);
  writeFileSync(join(folder, 'config.xml'), configOf(folder, [http, tcp, interserver]));
  let end: () => Promise<void> = async () => undefined;
  const stop = (): Promise<void> => end();
  onTestFinished(stop);
  return {
    url: `http://overt:secret@127.0.0.1:${http}/default`,
    stop,
    async start() {
      const child = spawn(clickHouseBinary ?? '', [`--config-file=${join(folder, 'config.xml')}`], {
        stdio: 'ignore',
      });
      end = () => kill(child);
      await waitFor('the ClickHouse server', () => isUp(http), 30_000);
    },
  };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function isUp(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/ping`).then(
    (response) => response.ok,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const USERS = `<yandex>
  <profiles><default></default></profiles>
  <quotas><default></default></quotas>
  <users><overt>
    <password>secret</password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota>
  </overt></users>
</yandex>`;

function configOf(folder: string, [http, tcp, interserver]: readonly number[]): string {
  return `<yandex>
  <logger><level>none</level></logger>
  <listen_host>127.0.0.1</listen_host>
  <http_port>${http}</http_port><tcp_port>${tcp}</tcp_port><interserver_http_port>${interserver}</interserver_http_port>
  <path>${folder}/data/</path><tmp_path>${folder}/tmp/</tmp_path><users_config>${folder}/users.xml</users_config>
  <default_profile>default</default_profile><default_database>default</default_database><timezone>UTC</timezone>
  <mark_cache_size>16777216</mark_cache_size>
</yandex>`;
}
