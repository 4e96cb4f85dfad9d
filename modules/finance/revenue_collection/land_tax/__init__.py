"""The land and building tax: from the survey of uses to the notice, petitions, objections and re-assessment."""
