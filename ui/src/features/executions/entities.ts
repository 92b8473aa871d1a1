import { orNull, request } from '../../api/client'
import { graphql } from '../../api/gql'
import { toGlobalId } from '../../api/ids'

export type EntityKind = 'integration' | 'customer' | 'instance'
export type Entity = { id: string; name: string; detail?: string }

const INTEGRATIONS = graphql(`
  query FilterIntegrations($text: String) {
    integrations(first: 50, name_Icontains: $text) { nodes { id name } }
  }
`)
const CUSTOMERS = graphql(`
  query FilterCustomers($text: String) {
    customers(first: 50, name_Icontains: $text) { nodes { id name } }
  }
`)
const INSTANCES = graphql(`
  query FilterInstances($text: String) {
    instances(first: 50, isSystem: false, name_Icontains: $text) { nodes { id name customer { name } } }
  }
`)
const INTEGRATION = graphql(`query FilterIntegration($id: ID!) { integration(id: $id) { name } }`)
const CUSTOMER = graphql(`query FilterCustomer($id: ID!) { customer(id: $id) { name } }`)
const INSTANCE = graphql(`query FilterInstance($id: ID!) { instance(id: $id) { name } }`)

/** What can be chosen, by a part of its name. */
export async function fetchEntities(kind: EntityKind, text: string, signal: AbortSignal): Promise<Entity[]> {
  if (kind === 'integration')
    return present((await request(INTEGRATIONS, { text }, signal)).integrations.nodes)
  if (kind === 'customer') return present((await request(CUSTOMERS, { text }, signal)).customers.nodes)
  const { instances } = await request(INSTANCES, { text }, signal)
  return present(instances.nodes).map(({ id, name, customer }) => ({ id, name, detail: customer.name }))
}

/** The name of what an address filters by; null when it is gone. */
export async function fetchEntityName(
  kind: EntityKind,
  uuid: string,
  signal: AbortSignal,
): Promise<string | null> {
  const id = toGlobalId(TYPES[kind], uuid)
  if (kind === 'integration')
    return (await orNull(request(INTEGRATION, { id }, signal)))?.integration?.name ?? null
  if (kind === 'customer') return (await orNull(request(CUSTOMER, { id }, signal)))?.customer?.name ?? null
  return (await orNull(request(INSTANCE, { id }, signal)))?.instance?.name ?? null
}

const TYPES = { integration: 'Integration', customer: 'Customer', instance: 'Instance' }

function present<Node>(nodes: (Node | null)[]): Node[] {
  return nodes.filter((node) => node !== null)
}
