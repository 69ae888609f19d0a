import { randomBytes } from 'node:crypto';
import type { WireAnswer, WireRequest, WireService } from './front-wire.ts';
import type { Principal } from './policies.ts';
import type { Template } from './types.ts';

/** The part of AWS STS that sessions of a tenant need (SEC10): AssumeRole with tags, for roles of the template. */
export interface Sts extends WireService {
  /** Whose session signs with this key, while it lasts. */
  sessionOf(accessKeyId: string): Principal | undefined;
}

/** As AWS: an assumed role assumes another for at most an hour. */
const LONGEST_SECONDS = 3_600;
const SHORTEST_SECONDS = 900;
const FORM = 'application/x-www-form-urlencoded';

const xml = (status: number, body: string): WireAnswer => ({ status, headers: { 'content-type': 'text/xml' }, body });
const refusal = (status: number, code: string): WireAnswer =>
  xml(status, `<ErrorResponse><Error><Code>${code}</Code><Message>${code}</Message></Error></ErrorResponse>`);

function tagsOf(form: URLSearchParams): Record<string, string> {
  const tags: Record<string, string> = {};
  for (let at = 1; form.has(`Tags.member.${at}.Key`); at += 1) {
    tags[form.get(`Tags.member.${at}.Key`) ?? ''] = form.get(`Tags.member.${at}.Value`) ?? '';
  }
  return tags;
}

/** Sessions end by the true time, as their users' signatures are made by it. */
export function createSts({ template }: { readonly template: Template }): Sts {
  const sessions = new Map<string, Principal & { readonly untilMs: number }>();

  const assume = (form: URLSearchParams): WireAnswer => {
    const role = template.logicalIdOfArn(form.get('RoleArn') ?? '');
    const isRole = template.resources('AWS::IAM::Role').some(({ id }) => id === role);
    if (role === undefined || !isRole) return refusal(403, 'AccessDenied');
    const seconds = Number(form.get('DurationSeconds') ?? LONGEST_SECONDS);
    if (!(seconds >= SHORTEST_SECONDS && seconds <= LONGEST_SECONDS)) return refusal(400, 'ValidationError');
    const untilMs = Date.now() + seconds * 1_000;
    for (const [key, session] of sessions) if (session.untilMs <= Date.now()) sessions.delete(key);
    const accessKeyId = `ASIA${randomBytes(12).toString('hex').toUpperCase()}`;
    sessions.set(accessKeyId, { role: String(template.resolve({ Ref: role })), tags: tagsOf(form), untilMs });
    const secret = randomBytes(24).toString('base64url');
    const credentials =
      `<AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secret}</SecretAccessKey>` +
      `<SessionToken>${randomBytes(24).toString('base64url')}</SessionToken>` +
      `<Expiration>${new Date(untilMs).toISOString()}</Expiration>`;
    return xml(
      200,
      `<AssumeRoleResponse><AssumeRoleResult><Credentials>${credentials}</Credentials></AssumeRoleResult></AssumeRoleResponse>`,
    );
  };

  return {
    sessionOf(accessKeyId) {
      const session = sessions.get(accessKeyId);
      return session && session.untilMs > Date.now() ? session : undefined;
    },
    async handle({ method, headers, body }: WireRequest) {
      if (method !== 'POST' || !(headers['content-type'] ?? '').startsWith(FORM)) return undefined;
      const form = new URLSearchParams(body.toString('utf8'));
      return form.get('Action') === 'AssumeRole' ? assume(form) : undefined;
    },
  };
}
