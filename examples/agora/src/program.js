import { Command } from 'commander';
import { act } from './act.js';
import { BUILD } from './build.js';
import { updateSettings } from './commands/config.js';
import { explainVariables } from './commands/env-help.js';
import { introspect } from './commands/introspect.js';
import { logIn } from './commands/login.js';
import { createProject, listProjects } from './commands/project.js';
import { crashForTest, manageTelemetry } from './commands/telemetry.js';

/** The commands of agora. */
export function createProgram() {
  const program = new Command('agora')
    .description('Manage Agora projects.')
    .version(BUILD.version)
    .option('--json', 'print JSON')
    .enablePositionalOptions()
    .exitOverride();
  add(program, 'login', 'begin a session').argument('<name>', 'your account').action(act(logIn));
  addProject(program.command('project').description('make and list projects'));
  add(program.command('config').description('change the configuration'), 'update', 'change a setting')
    .option('--telemetry-enabled <yes>', 'the same as telemetry enable and disable: true or false')
    .action(act(updateSettings));
  add(program, 'introspect', 'list all commands').action(act(introspect));
  add(program, 'env-help', 'list all variables').action(act(explainVariables));
  addTelemetry(program);
  return program;
}

function add(parent, name, description) {
  return parent.command(name).description(description).option('--json', 'print JSON');
}

function addProject(project) {
  add(project, 'create', 'make a project').argument('<name>', 'its name').action(act(createProject));
  add(project, 'list', 'list your projects').action(act(listProjects));
}

function addTelemetry(program) {
  program
    .command('telemetry')
    .description('see which errors agora reports, and switch it on or off')
    .argument('[words...]', 'such as status, enable, disable, show; --help lists all')
    // What follows is for Overt to read, --help included.
    .helpOption(false)
    .passThroughOptions()
    .allowUnknownOption()
    .action(manageTelemetry);
  program
    .command('crash-for-test', { hidden: true })
    .description('crash, to see that the report arrives')
    .action(act(crashForTest));
}
