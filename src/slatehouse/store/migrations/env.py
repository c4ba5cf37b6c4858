"""How Alembic reaches the database: over the connection that `store.upgrade` hands it."""

from alembic import context

from slatehouse.store.product_tables import PRODUCT

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=PRODUCT,
    version_table="slatehouse_alembic",
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
