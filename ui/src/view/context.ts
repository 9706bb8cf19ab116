import { getContext, setContext } from 'svelte'
import type { App } from '../state/app/app'
import type { Meeting } from '../state/meeting/meeting'
import { PeopleDialogs } from './people/dialogs'

const APP = Symbol('app')
const MEETING = Symbol('meeting')
const DIALOGS = Symbol('dialogs')

export const provideApp = (app: App): App => setContext(APP, app)
export const useApp = (): App => getContext<App>(APP)
export const provideMeeting = (meeting: Meeting): Meeting => setContext(MEETING, meeting)
export const provideDialogs = (): PeopleDialogs => setContext(DIALOGS, new PeopleDialogs())
export const useDialogs = (): PeopleDialogs => getContext<PeopleDialogs>(DIALOGS)
export const useMeeting = (): Meeting => getContext<Meeting>(MEETING)
