/**
 * The code of the sink, as a file of its own: dist/sink.cjs, which only the courier loads. It gets the network from there, and
 * loads nothing but what is built into Node.
 */
import type { CreateSink } from 'overt';
import { makeLog } from './log/log.ts';
import { sendLogs } from './send/send.ts';
import type { SinkSettings } from './settings.ts';

export const createSink: CreateSink = (tools, { name, options }) => {
  const settings = options as SinkSettings;
  return {
    name,
    send: ({ events, sentAt }, { signal }) => {
      const source = { ...tools, settings, sentAt };
      const items = events.map((event) => ({ id: event.id, text: JSON.stringify(makeLog(source, event)) }));
      return sendLogs(tools, settings, [items, signal]);
    },
  };
};
