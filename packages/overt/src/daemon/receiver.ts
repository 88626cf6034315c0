import type { Socket } from 'node:net';
import type { Platform } from '../platform/platform.ts';
import { FrameReader } from './frame-reader.ts';
import { createMessageQueue } from './message-queue.ts';

/** Why something that came in was not taken. */
export type Refusal =
  | 'unknown_message'
  | 'malformed_message'
  | 'not_recorded'
  | 'oversized_message'
  | 'too_slow'
  | 'too_many_connections'
  | 'overloaded';

/** Who has more to say than that at once is one program in a loop. */
const MAX_CONNECTIONS = 100;
/** For a whole message: a writer that sends a byte now and then would hold its place for ever. */
const READ_DEADLINE_MS = 5000;
/** All that is held of unfinished messages. Each may be 1 MiB long, but hardly two at a time are. */
const MAX_HELD_BYTES = 8 * 1024 * 1024;

export type ReceiverSource = {
  readonly platform: Platform;
  readonly take: (frame: Buffer) => void;
  readonly refuse: (reason: Refusal) => void;
};

export type Receiver = { readonly accept: (socket: Socket) => void; readonly close: () => void };

/** Reads messages from connections, within bounds of number, size and time. Never writes to one. */
export function createReceiver({ platform, take, refuse }: ReceiverSource): Receiver {
  const connections = new Map<Socket, FrameReader>();
  const queue = createMessageQueue(platform, take);
  const cut = (socket: Socket, reason: Refusal): void => {
    refuse(reason);
    socket.destroy();
  };
  const accept = (socket: Socket): void => {
    socket.on('error', () => {});
    if (connections.size >= MAX_CONNECTIONS) return cut(socket, 'too_many_connections');
    const reader = new FrameReader();
    connections.set(socket, reader);
    socket.unref();
    const deadline = watchDeadline(reader, (isSlow) => (isSlow ? cut(socket, 'too_slow') : socket.destroy()));
    const pass = (frames: readonly Buffer[]): void => {
      deadline.pause();
      socket.pause();
      queue.add(frames, () => {
        deadline.restart();
        socket.resume();
      });
    };
    socket.on('data', (chunk: Buffer) => {
      deadline.progress();
      const frames = reader.push(chunk);
      if (frames === undefined) return cut(socket, 'oversized_message');
      if (heldBy(connections) > MAX_HELD_BYTES) return cut(socket, 'overloaded');
      if (frames.length > 0) pass(frames);
    });
    // A shell may leave out the last line end. What was cut off in the middle is no JSON, and is counted as such.
    socket.on('end', () => void (reader.heldBytes > 0 && pass([reader.rest()])));
    socket.on('close', () => {
      deadline.stop();
      connections.delete(socket);
    });
  };
  return {
    accept,
    close: () => {
      for (const socket of connections.keys()) socket.destroy();
    },
  };
}

function heldBy(connections: ReadonlyMap<Socket, FrameReader>): number {
  let bytes = 0;
  for (const reader of connections.values()) bytes += reader.reservedBytes;
  return bytes;
}

type Deadline = Readonly<Record<'progress' | 'pause' | 'restart' | 'stop', () => void>>;

/**
 * Says when no whole message has come in time, and whether that is the other side's fault: who has said all that they wanted
 * is only let go.
 */
function watchDeadline(reader: FrameReader, onTime: (isSlow: boolean) => void): Deadline {
  let timer: NodeJS.Timeout | undefined;
  let hasProgressed = false;
  let hasSpoken = false;
  let isOver = false;
  const stop = (): void => clearTimeout(timer);
  const start = (): void => {
    stop();
    if (isOver) return;
    timer = setTimeout(() => {
      hasProgressed = false;
      // The daemon itself may have been busy for that long: what has come meanwhile is read before this is asked.
      setImmediate(() => {
        if (!isOver && !(hasProgressed && reader.heldBytes === 0)) onTime(!hasSpoken || reader.heldBytes > 0);
      });
    }, READ_DEADLINE_MS);
    timer.unref();
  };
  start();
  return {
    progress: () => {
      hasProgressed = true;
    },
    pause: stop,
    restart: () => {
      hasSpoken = true;
      start();
    },
    stop: () => {
      isOver = true;
      stop();
    },
  };
}
