/** What no courier needs, in a file of its own beside it (dist/commands.cjs): the commands of users, and what makes a daemon. */
export { manage } from '../commands/manage.ts';
export { serveCourier } from '../daemon/serve.ts';
