import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { type FormEvent, useEffect } from 'react'
import { signIn } from '../../api/session'
import { Icon } from '../../app/parts/Icon'
import classes from './SignInPage.module.css'

/** E-mail and password; afterwards back to where one was. */
export function SignInPage() {
  const { to } = useSearch({ from: '/sign-in' })
  const router = useRouter()
  const client = useQueryClient()
  useEffect(() => {
    document.title = 'Sign in · Trunkline'
  }, [])
  const attempt = useMutation({
    mutationFn: (form: FormData) => signIn(String(form.get('email')), String(form.get('password'))),
    onSuccess: () => {
      client.clear() // what was loaded may belong to somebody else
      router.history.push(ownAddress(to))
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    attempt.mutate(new FormData(event.currentTarget))
  }
  return (
    <main className={classes.page}>
      <form className={classes.card} onSubmit={submit} aria-labelledby="sign-in">
        <img src="/icon.svg" alt="" width={40} height={40} />
        <h1 id="sign-in" className={classes.title}>
          Sign in to Trunkline
        </h1>
        <TextInput
          name="email"
          type="email"
          label="Email"
          autoComplete="username"
          required
          withAsterisk={false}
          autoFocus
        />
        <PasswordInput
          name="password"
          label="Password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ 'aria-label': 'Show password' }}
        />
        <div role="alert">
          {attempt.isError && (
            <p className={classes.error}>
              <Icon name="warning" /> {attempt.error.message}
            </p>
          )}
        </div>
        <Button type="submit" fullWidth loading={attempt.isPending}>
          Sign in
        </Button>
      </form>
    </main>
  )
}

/** Only a path of our own: a link must not send people elsewhere after they sign in. */
function ownAddress(to: string | undefined): string {
  return to?.startsWith('/') && !to.startsWith('//') && !to.includes('\\') ? to : '/executions'
}
