import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { accountId, region } from './defaults.ts';
import type { Deliveries } from './front-deliveries.ts';
import { inTransaction } from './front-state.ts';
import { jsonAnswer, jsonBody, type WireAnswer, WireError, type WireRequest, type WireService } from './front-wire.ts';
import { createScheduleEngine, firstDue, scheduleArn } from './scheduler-engine.ts';
import { DEFAULT_GROUP, Definition, Name, type Schedule, WriteBody } from './scheduler-model.ts';
import { createScheduleStore, type StoredSchedule } from './scheduler-store.ts';
import type { LocalContext } from './types.ts';

/** EventBridge Scheduler: the schedules of the template and those that functions create, on the movable clock. */
export interface Scheduler extends WireService {
  /** Brings the template's groups and schedules up to date and starts firing. */
  start(): void;
  clockMoved(): void;
  stop(): void;
}

const groupArn = (name: string): string => `arn:aws:scheduler:${region}:${accountId}:schedule-group/${name}`;

function parse<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new WireError('ValidationException', z.prettifyError(parsed.error));
  return parsed.data;
}

const detailsOf = ({ group, name, definition, createdAtMs, modifiedAtMs }: StoredSchedule) => ({
  Arn: scheduleArn(group, name),
  GroupName: group,
  Name: name,
  ...definition,
  CreationDate: createdAtMs / 1000,
  LastModificationDate: modifiedAtMs / 1000,
});

const summarize = ({ group, name, definition, createdAtMs, modifiedAtMs }: StoredSchedule) => ({
  Arn: scheduleArn(group, name),
  GroupName: group,
  Name: name,
  State: definition.State,
  CreationDate: createdAtMs / 1000,
  LastModificationDate: modifiedAtMs / 1000,
  Target: { Arn: definition.Target.Arn },
});

export function createScheduler(context: LocalContext, db: DatabaseSync, deliveries: Deliveries): Scheduler {
  const { template, clock } = context;
  const store = createScheduleStore(db);
  const engine = createScheduleEngine(context, db, store, deliveries);

  const checkTarget = (arn: string): void => {
    const id = template.logicalIdOfArn(arn);
    const known = [...template.resources('AWS::SQS::Queue'), ...template.resources('AWS::Lambda::Function')];
    if (!known.some((resource) => resource.id === id)) {
      throw new WireError('ValidationException', `the target ${arn} is no queue and no function of the template`);
    }
  };

  const save = (schedule: Schedule, fromTemplate: boolean): void => {
    if (!store.groups().includes(schedule.group)) {
      throw new WireError('ResourceNotFoundException', `Schedule group ${schedule.group} does not exist.`, 404);
    }
    checkTarget(schedule.definition.Target.Arn);
    let nextAtMs: number | undefined;
    try {
      nextAtMs = firstDue(schedule.definition, schedule.createdAtMs, clock.now());
    } catch (error) {
      throw new WireError(
        'ValidationException',
        `Invalid Schedule Expression: ${error instanceof Error ? error.message : ''}`,
      );
    }
    store.put(schedule, nextAtMs, fromTemplate);
    engine.wake();
  };

  const mustGet = (group: string, name: string): StoredSchedule => {
    const found = store.get(group, name);
    if (!found) throw new WireError('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404);
    return found;
  };

  const write = (method: string, name: string, request: WireRequest): WireAnswer => {
    const body = parse(WriteBody, jsonBody(request));
    const group = body.GroupName ?? DEFAULT_GROUP;
    const definition = Definition.parse(body);
    const nowMs = clock.now();
    if (method === 'PUT') {
      const { createdAtMs } = mustGet(group, name);
      save({ group, name, definition, createdAtMs, modifiedAtMs: nowMs }, false);
    } else {
      if (store.get(group, name)) throw new WireError('ConflictException', `Schedule ${name} already exists.`, 409);
      save({ group, name, definition, createdAtMs: nowMs, modifiedAtMs: nowMs }, false);
    }
    return jsonAnswer({ ScheduleArn: scheduleArn(group, name) });
  };

  const schedule = (request: WireRequest, rawName: string): WireAnswer => {
    const name = parse(Name, decodeURIComponent(rawName));
    const group = request.url.searchParams.get('groupName') ?? DEFAULT_GROUP;
    switch (request.method) {
      case 'POST':
      case 'PUT':
        return write(request.method, name, request);
      case 'GET':
        return jsonAnswer(detailsOf(mustGet(group, name)));
      case 'DELETE':
        mustGet(group, name);
        store.remove(group, name);
        return jsonAnswer({});
      default:
        throw new WireError('ValidationException', `${request.method} is not a scheduler operation`, 405);
    }
  };

  const list = ({ url }: WireRequest): WireAnswer => {
    const limit = Math.min(100, Number(url.searchParams.get('MaxResults') ?? 100));
    const found = store.list({
      group: url.searchParams.get('ScheduleGroup') ?? undefined,
      prefix: url.searchParams.get('NamePrefix') ?? '',
      after: url.searchParams.get('NextToken') ?? '',
      limit: limit + 1,
    });
    const state = url.searchParams.get('State');
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return jsonAnswer({
      Schedules: page.filter(({ definition }) => state === null || definition.State === state).map(summarize),
      ...(found.length > limit && last ? { NextToken: `${last.group}/${last.name}` } : {}),
    });
  };

  const groups = (request: WireRequest, rawName: string | undefined): WireAnswer => {
    const about = (name: string) => ({ Arn: groupArn(name), Name: name, State: 'ACTIVE' });
    if (rawName === undefined) return jsonAnswer({ ScheduleGroups: store.groups().map(about) });
    const name = parse(Name, decodeURIComponent(rawName));
    if (request.method === 'POST') {
      if (!store.addGroup(name, clock.now()))
        throw new WireError('ConflictException', `Schedule group ${name} already exists.`, 409);
      return jsonAnswer({ ScheduleGroupArn: groupArn(name) });
    }
    if (!store.groups().includes(name))
      throw new WireError('ResourceNotFoundException', `Schedule group ${name} does not exist.`, 404);
    if (request.method !== 'DELETE') return jsonAnswer(about(name));
    inTransaction(db, () => {
      store.removeGroup(name);
      store.removeGroupName(name);
    });
    engine.wake();
    return jsonAnswer({});
  };

  /** What the template names is what exists; an unchanged schedule keeps its phase across restarts. */
  const applyTemplate = (): void => {
    const nowMs = clock.now();
    store.addGroup(DEFAULT_GROUP, nowMs);
    for (const { id } of template.resources('AWS::Scheduler::ScheduleGroup')) {
      store.addGroup(String(template.resolve({ Ref: id })), nowMs);
    }
    const wanted = template.resources('AWS::Scheduler::Schedule').map(({ id, properties }) => {
      const { Name: name = id, GroupName: group = DEFAULT_GROUP } = z
        .object({ Name: z.string().optional(), GroupName: z.string().optional() })
        .parse(properties);
      return { group, name: name.slice(-64), definition: Definition.parse(properties) };
    });
    for (const { group, name } of store.templateNames()) {
      if (!wanted.some((one) => one.group === group && one.name === name)) store.remove(group, name);
    }
    for (const { group, name, definition } of wanted) {
      const known = store.get(group, name);
      if (known && JSON.stringify(known.definition) === JSON.stringify(definition)) continue;
      save({ group, name, definition, createdAtMs: nowMs, modifiedAtMs: nowMs }, true);
    }
  };

  return {
    async handle(request) {
      const [, collection, name] = request.url.pathname.split('/');
      if (collection === 'schedules') {
        if (name === undefined || name === '') return list(request);
        const answer = schedule(request, name);
        if (request.method === 'DELETE') engine.wake();
        return answer;
      }
      return collection === 'schedule-groups' ? groups(request, name === '' ? undefined : name) : undefined;
    },
    start() {
      applyTemplate();
      engine.clockMoved();
    },
    clockMoved: () => engine.clockMoved(),
    stop: () => engine.stop(),
  };
}
