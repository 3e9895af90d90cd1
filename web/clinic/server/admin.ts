import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Kysely } from 'kysely';
import { openDatabase } from './database/database.ts';
import type { Tables } from './database/tables.ts';
import { Accounts } from './people/accounts.ts';
import { forgetSecrets } from './people/secrets.ts';

const help = `Accounts of the clinic's people.

  npm run clinic:admin -- list
  npm run clinic:admin -- add --email nadia@clinic.example --name "Nadia Ferrand" --role admin --company clinic-lyon
  npm run clinic:admin -- password --email nadia@clinic.example
  npm run clinic:admin -- role --email nadia@clinic.example --role doctor
  npm run clinic:admin -- practitioner --email helene@clinic.example --practitioner "Hélène Marchetti"
  npm run clinic:admin -- close --email nadia@clinic.example      (and open)
  npm run clinic:admin -- reset-second-factor --email nadia@clinic.example
  npm run clinic:admin -- forget-secrets      (when CLINIC_SECRET_KEY is lost: everybody signs in and sets up second factors again)
  npm run clinic:admin -- restored      (after the disk of the database was put back to an earlier state)

Roles: admin, doctor, nurse, reception. Only an account with a practitioner (a name or an RPPS number of the page
"Practitioners"; empty for none) signs documents, in that practitioner's name. A password is read from standard input: typed, or piped as its first line.
The database is the one of DATABASE_URL, or the embedded one of CLINIC_DATA_DIR (stop the server first).
`;

/** `npm run clinic:admin`: one command on the accounts. Words for people go to stderr, lists to stdout. */
type Command = (accounts: Accounts, owner: Kysely<Tables>) => Promise<unknown>;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      email: { type: 'string', default: '' },
      name: { type: 'string', default: '' },
      role: { type: 'string', default: '' },
      company: { type: 'string', default: '' },
      practitioner: { type: 'string', default: '' },
      help: { type: 'boolean', default: false },
    },
  });
  const [command] = positionals;
  const { email, name, role, company, practitioner } = values;
  if (values.help || command === undefined) {
    process.stderr.write(help);
    return;
  }
  const commands: Record<string, Command> = {
    list: async (accounts) => {
      for (const one of await accounts.list())
        process.stdout.write(
          `${one.company}\t${one.email}\t${one.role}\t${one.active ? 'open' : 'closed'}\t${one.name}\t${one.practitioner ?? ''}\n`,
        );
    },
    add: async (accounts) =>
      accounts.add({ email, name, role, company, password: await readPassword() }),
    password: async (accounts) => accounts.setPassword(email, await readPassword()),
    role: (accounts) => accounts.setRole(email, role),
    practitioner: (accounts) => accounts.setPractitioner(email, practitioner),
    close: (accounts) => accounts.setActive(email, false),
    open: (accounts) => accounts.setActive(email, true),
    'reset-second-factor': (accounts) => accounts.resetSecondFactor(email),
    'forget-secrets': (_, owner) => forgetSecrets(owner),
    restored: async (_, owner) => {
      await owner.updateTable('feed_epoch').set({ home: '' }).execute(); // the next start begins a new epoch
    },
  };
  const run = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (run === undefined) throw new Error(`There is no command "${command}"; --help lists them.`);
  const database = await openDatabase({
    databaseUrl: process.env['DATABASE_URL'] || undefined,
    dataDir: resolve(process.env['CLINIC_DATA_DIR'] || '.clinic-data'),
  });
  try {
    await run(new Accounts(database.owner), database.owner);
    if (command !== 'list') process.stderr.write('Done.\n');
  } finally {
    await database.close();
  }
}

/** The first line of standard input; what is typed is not shown. */
async function readPassword(): Promise<string> {
  const typed = process.stdin.isTTY;
  if (typed) process.stderr.write('Password: ');
  const lines = createInterface({ input: process.stdin, terminal: typed });
  if (typed) Object.assign(lines, { _writeToOutput: () => undefined });
  const [line] = (await Promise.race([once(lines, 'line'), once(lines, 'close')])) as [string?];
  lines.close();
  if (typed) process.stderr.write('\n');
  return line ?? '';
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
