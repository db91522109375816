"""Pages for the trainee, the examiner and the teacher."""
