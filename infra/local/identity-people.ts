import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { demoUsers } from './defaults.ts';
import { jsonAnswer, jsonBody, targetOperation, WireError, type WireService } from './front-wire.ts';
import { createTables } from './identity-store.ts';
import type { LocalContext } from './types.ts';

/** People who may sign in locally: the demo's, and whoever was invited since (X1). Roles are not here but in the table. */
export interface Person {
  readonly sub: string;
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

export interface People {
  /** Those who may sign in, the demo's first. */
  list(): readonly Person[];
  find(sub: string): Person | undefined;
}

/** Passwords are public here on purpose, an invited person's as well: nothing is mailed. */
const LOCAL_PASSWORD = 'miaohong';

const Row = z.object({ sub: z.string(), email: z.string(), name: z.string(), password: z.string() });
const Attribute = z.object({ Name: z.string(), Value: z.string().optional() });
const Input = z.object({
  UserPoolId: z.string(),
  Username: z.string().min(1),
  UserAttributes: z.array(Attribute).default([]),
  MessageAction: z.enum(['RESEND', 'SUPPRESS']).optional(),
});
type Input = z.infer<typeof Input>;

function createPeopleTable(db: DatabaseSync): void {
  db.exec(`CREATE TABLE IF NOT EXISTS people (sub TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
    password TEXT NOT NULL, enabled INTEGER NOT NULL DEFAULT 1, place INTEGER NOT NULL) WITHOUT ROWID`);
  const insert = db.prepare('INSERT OR IGNORE INTO people (sub, email, name, password, place) VALUES (?, ?, ?, ?, ?)');
  demoUsers.forEach(({ sub, email, name, password }, place) => {
    insert.run(sub, email, name, password, place);
  });
}

export function createPeople(db: DatabaseSync): People {
  createPeopleTable(db);
  const all = db.prepare('SELECT sub, email, name, password FROM people WHERE enabled = 1 ORDER BY place, sub');
  const one = db.prepare('SELECT sub, email, name, password FROM people WHERE enabled = 1 AND sub = ?');
  return {
    list: () => all.all().map((row) => Row.parse(row)),
    find(sub) {
      const row = one.get(sub);
      return row === undefined ? undefined : Row.parse(row);
    },
  };
}

/** The part of Cognito's wire protocol with which people are invited and leave, over the same people. */
export function createUserPoolService(context: Pick<LocalContext, 'template'>, db: DatabaseSync): WireService {
  createPeopleTable(db);
  createTables(db);
  const operations = poolOperations(db);
  const isPool = (id: string): boolean =>
    context.template
      .resources('AWS::Cognito::UserPool')
      .some((pool) => context.template.resolve({ Ref: pool.id }) === id);
  return {
    async handle(request) {
      const name = targetOperation(request, 'AWSCognitoIdentityProviderService');
      if (name === undefined) return undefined;
      const operation = operations[name];
      if (!operation) throw new WireError('InvalidParameterException', `the local user pool does not know ${name}`);
      const input = Input.safeParse(jsonBody(request));
      if (!input.success) throw new WireError('InvalidParameterException', z.prettifyError(input.error));
      if (!isPool(input.data.UserPoolId)) {
        throw new WireError('ResourceNotFoundException', `the template has no user pool ${input.data.UserPoolId}`);
      }
      return jsonAnswer(operation(input.data));
    },
  };
}

function poolOperations(db: DatabaseSync): Readonly<Record<string, (input: Input) => object>> {
  const sql = {
    find: db.prepare('SELECT sub, email, name, password FROM people WHERE email = ? OR sub = ?'),
    insert: db.prepare('INSERT INTO people (sub, email, name, password, place) VALUES (?, ?, ?, ?, 1000)'),
    enable: db.prepare('UPDATE people SET enabled = ? WHERE sub = ?'),
    remove: db.prepare('DELETE FROM people WHERE sub = ?'),
    signOut: db.prepare("DELETE FROM identity WHERE json_extract(payload, '$.accountId') = ?"),
  };
  const find = (username: string): Person | undefined => {
    const row = sql.find.get(username.toLowerCase(), username);
    return row === undefined ? undefined : Row.parse(row);
  };
  const known = (username: string): Person => {
    const person = find(username);
    if (!person) throw new WireError('UserNotFoundException', 'User does not exist.');
    return person;
  };
  const attributesOf = ({ sub, email, name }: Person) => [
    { Name: 'sub', Value: sub },
    { Name: 'email', Value: email },
    { Name: 'name', Value: name },
  ];
  return {
    AdminCreateUser({ Username, UserAttributes, MessageAction }) {
      const person = find(Username);
      if (MessageAction === 'RESEND') return { User: { Attributes: attributesOf(known(Username)) } };
      if (person) throw new WireError('UsernameExistsException', 'User account already exists');
      const email = Username.toLowerCase();
      const name = UserAttributes.find(({ Name }) => Name === 'name')?.Value ?? email;
      const created = { sub: randomUUID(), email, name, password: LOCAL_PASSWORD };
      sql.insert.run(created.sub, email, name, created.password);
      return { User: { Username: created.sub, Enabled: true, Attributes: attributesOf(created) } };
    },
    AdminGetUser: ({ Username }) => ({ Username, UserAttributes: attributesOf(known(Username)) }),
    AdminDisableUser({ Username }) {
      sql.enable.run(0, known(Username).sub);
      return {};
    },
    AdminEnableUser({ Username }) {
      sql.enable.run(1, known(Username).sub);
      return {};
    },
    AdminUserGlobalSignOut({ Username }) {
      sql.signOut.run(known(Username).sub);
      return {};
    },
    AdminDeleteUser({ Username }) {
      sql.remove.run(known(Username).sub);
      return {};
    },
  };
}
