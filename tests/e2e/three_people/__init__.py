"""Three people, three apps, three real browsers: judged by what each of them sees and hears."""
