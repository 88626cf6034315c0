import { createModel } from './model.js';
import { TOOLS } from './tools.js';

/** A model that calls tools for ever is stopped. */
const MAX_TURNS = 20;

/** Asks the model, does what it asks for, tells it what came of that, until it has nothing more to ask. */
export async function runErrand(context, task) {
  const { messages } = context;
  messages.push({ role: 'user', content: task });
  for (let turns = 1; turns <= MAX_TURNS; turns += 1) {
    const reply = await ask(context);
    messages.push({ role: 'assistant', content: reply.text, calls: reply.calls });
    if (reply.calls.length === 0) return { answer: reply.text, turns };
    // They do not wait for each other.
    const results = await Promise.all(reply.calls.map((call) => use(context, call)));
    for (const content of results) messages.push({ role: 'tool', content });
  }
  throw new Error(`no answer after ${MAX_TURNS} turns`);
}

/** One request, whose answer comes in pieces. */
function ask({ agent, model, session, messages }) {
  return session.turn(async (turn) => {
    const reply = { text: '', calls: [] };
    for await (const piece of model.stream({ agent, messages })) {
      turn.firstToken();
      if (piece.text !== undefined) reply.text += piece.text;
      if (piece.call !== undefined) reply.calls.push(piece.call);
      if (piece.usage !== undefined) session.usage({ model: model.name, ...piece.usage });
    }
    return reply;
  });
}

/** What a tool says, or why it failed: the model goes on with either. */
async function use(context, { name, input }) {
  try {
    return await context.session.tool(name, async () => {
      if (name === 'delegate') return delegate(context, input);
      if (!Object.hasOwn(TOOLS, name)) throw new TypeError(`There is no tool ${name}.`);
      return TOOLS[name](input);
    });
  } catch (error) {
    return `failed: ${error.message}`;
  }
}

/** A sub-agent with a conversation of its own. Begun within a session, its session is a child of that one. */
async function delegate({ telemetry }, { agent, task }) {
  const model = createModel('script-small');
  const session = telemetry.session({ agent, model: model.name });
  return session.run(
    async () => (await runErrand({ telemetry, agent, model, session, messages: [] }, task)).answer,
  );
}
