import { getContext, setContext } from 'svelte'
import type { App } from '../state/app'
import type { Meeting } from '../state/meeting'

const APP = Symbol('app')
const MEETING = Symbol('meeting')

export const provideApp = (app: App): App => setContext(APP, app)
export const useApp = (): App => getContext<App>(APP)
export const provideMeeting = (meeting: Meeting): Meeting => setContext(MEETING, meeting)
export const useMeeting = (): Meeting => getContext<Meeting>(MEETING)
