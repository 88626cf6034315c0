/**
 * The code of the sink, as a file of its own: dist/sink.cjs, which only the courier loads. It gets the network from there, and
 * loads nothing but what is built into Node.
 */
import type { CreateSink } from 'overt';
import { makeCapture } from './event/capture.ts';
import { sendCaptures } from './send/send.ts';
import type { SinkSettings } from './settings.ts';

export const createSink: CreateSink = (tools, { name, options }) => ({
  name,
  send: ({ events }, { signal }) => {
    const items = events.map((event) => {
      const capture = makeCapture(tools, event);
      return { id: event.id, name: capture.event, text: JSON.stringify(capture) };
    });
    return sendCaptures(tools, options as SinkSettings, [items, signal]);
  },
});
