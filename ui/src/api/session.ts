import { queryOptions } from '@tanstack/react-query'
import { ask, Refused } from './client'

export type Session = {
  user: { name: string; email: string }
  organization: { id: string; name: string }
}

/** Who is signed in; fails with `SignedOut` when nobody is. */
export const session = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<Session> => {
    const response = await ask('/auth/session')
    if (!response.ok) throw new Refused(`The server answered ${response.status}.`)
    return response.json()
  },
  staleTime: 60_000,
})

/** Sign in; throws `Refused` with the server's words when it says no. */
export async function signIn(email: string, password: string): Promise<void> {
  const response = await fetch('/auth/sign-in', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password }),
  }).catch(() => null)
  if (response?.ok) return
  if (!response) throw new Refused('Trunkline does not answer. Check your network and try again.')
  const said = (await response.json().catch(() => ({}))) as { error?: string }
  throw new Refused(said.error ?? `The server answered ${response.status}.`)
}

/** End the session. */
export async function signOut(): Promise<void> {
  await ask('/auth/sign-out', { method: 'POST' })
}
