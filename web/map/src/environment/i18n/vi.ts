/** The sentences of the environment map, in Vietnamese. */
export const vi = {
  title: 'Bản đồ môi trường',
}

export type EnvironmentMessages = typeof vi
