import * as z from 'zod';
import { eventBridge } from '../../../shared/runtime/aws.ts';
import { createAwsJson } from '../../../shared/runtime/aws-json.ts';
import { clock } from '../../../shared/runtime/clock.ts';
import { createRowTable } from '../../../shared/runtime/row-table.ts';
import { ids } from '../../../shared/runtime/system.ts';
import { createUserPool } from '../../../shared/runtime/user-pool.ts';
import { foundCompany } from '../../../shared/tenants/found-company.ts';
import { createMemberStore } from '../../../shared/tenants/store-members.ts';
import { createTenantStore } from '../../../shared/tenants/store-tenants.ts';

/** `npm run deploy -- --first-owner EMAIL --company NAME`: the first person of a deployment, who has nobody to be invited by. */

export interface FirstOwner {
  readonly email: string;
  readonly company: string;
}

/** Takes our own arguments out of those for the CDK. @throws {Error} whose sentence tells what is wrong with them. */
export function takeFirstOwner(args: readonly string[]): { readonly owner?: FirstOwner; readonly rest: string[] } {
  const rest = [...args];
  const take = (name: string): string | undefined => {
    const at = rest.indexOf(name);
    return at < 0 ? undefined : rest.splice(at, 2)[1];
  };
  const asked = ['--first-owner', '--company'].some((name) => args.includes(name));
  const email = take('--first-owner');
  const company = take('--company');
  if (!asked) return { rest };
  const owner = z.object({ email: z.email(), company: z.string().trim().min(1).max(60) }).safeParse({ email, company });
  if (!owner.success) throw new Error('Say both: --first-owner EMAIL --company NAME');
  return { owner: owner.data, rest };
}

/** What `cdk deploy --outputs-file` wrote; one stack, whatever its stage is called. */
const Outputs = z.record(z.string(), z.object({ TableName: z.string(), UserPoolId: z.string() }).loose());

/** Makes the first owner of the stack whose outputs these are. @returns a sentence for the terminal. */
export async function makeFirstOwner(outputs: unknown, { email, company }: FirstOwner): Promise<string> {
  const [stack] = Object.values(Outputs.parse(outputs));
  if (!stack) throw new Error('the deployment named no outputs');
  const environment = await operatorEnvironment(stack.UserPoolId.split('_')[0] ?? '');
  const table = createRowTable(createAwsJson('dynamodb', environment), stack.TableName);
  const pool = createUserPool(createAwsJson('cognito-idp', environment), stack.UserPoolId);
  // Cognito mails a first password to whom it does not know.
  const { sub } = await pool.invite(email, email.split('@')[0] ?? email);
  const deps = { tenants: createTenantStore(table), members: createMemberStore(table), clock, ids };
  const { isNew } = await foundCompany(deps, { sub, email, company, timeZone: 'Asia/Shanghai' });
  return isNew ? `${email} owns ${company}; the first password is in the mail.` : `${email} is a member already.`;
}

/** Credentials as the SDK finds them on this machine: the environment, a profile, single sign-on. */
async function operatorEnvironment(region: string): Promise<NodeJS.ProcessEnv> {
  const { accessKeyId, secretAccessKey, sessionToken } = await eventBridge().config.credentials();
  return {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
  };
}
