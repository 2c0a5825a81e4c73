"""What Alembic runs to take a step: on the connection and in the transaction that `app.store.migrate` holds."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
