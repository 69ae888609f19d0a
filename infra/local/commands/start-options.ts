import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultPort } from '../defaults.ts';
import { root } from './process.ts';

export interface StartOptions {
  /** The console's; the next four belong to simulators and local AWS. */
  readonly port: number;
  readonly stateDir: string;
  /** Empties the state first. */
  readonly fresh: boolean;
  readonly open: boolean;
  readonly watch: boolean;
  readonly demo: boolean;
}

const HIGHEST_PORT = 65_530;

/** Reads the arguments of `npm start --`. @returns one plain sentence where they are wrong. */
export function readStartOptions(args: readonly string[]): StartOptions | { readonly wrong: string } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: process.env.PORT ?? String(defaultPort) },
        state: { type: 'string', default: '.miaohong' },
        fresh: { type: 'boolean', default: false },
        'no-open': { type: 'boolean', default: false },
        'no-watch': { type: 'boolean', default: false },
        'no-demo': { type: 'boolean', default: false },
      },
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 1 || port > HIGHEST_PORT) {
      return { wrong: `--port takes a number from 1 to ${HIGHEST_PORT}, not "${values.port}".` };
    }
    return {
      port,
      stateDir: resolve(root, values.state),
      fresh: values.fresh,
      open: !values['no-open'],
      watch: !values['no-watch'],
      demo: !values['no-demo'],
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return { wrong: `${reason ?? ''} Options: --port N --fresh --no-open --no-watch --no-demo --state FOLDER.` };
  }
}

/** The options of this process; says what is wrong and ends otherwise. */
export function startOptionsOrExit(): StartOptions {
  const options = readStartOptions(process.argv.slice(2));
  if (!('wrong' in options)) return options;
  console.log(options.wrong);
  process.exit(1);
}
