"""Tables of coverage."""

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

from socle.platform.database.tables import together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('platform', '0015_digest_of_more'),
        ('registry', '0014_import_in_sets'),
    ]

    operations = together(
        migrations.CreateModel(
            name='Coverage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('recorded_at', models.DateTimeField()),
                ('branch', models.CharField(max_length=20)),
                ('category', models.CharField(max_length=20)),
                ('scheme', models.CharField(max_length=20)),
                ('monthly_amount', models.BigIntegerField(null=True)),
                ('reference', models.CharField(blank=True, default='', max_length=40)),
                ('act', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='platform.act')),
                ('fund', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='platform.fund')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='registry.person')),
            ],
            options={
                'db_table': 'coverage',
                'indexes': [models.Index(fields=['act'], name='coverage_act')],
                'constraints': [models.CheckConstraint(condition=models.Q(('monthly_amount__isnull', True), ('monthly_amount__gt', 0), _connector='OR'), name='coverage_amount_counts')],
            },
        ),
        migrations.CreateModel(
            name='HouseholdScore',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('recorded_at', models.DateTimeField()),
                ('score_millionths', models.BigIntegerField()),
                ('act', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='platform.act')),
                ('fund', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='platform.fund')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='registry.person')),
            ],
            options={
                'db_table': 'household_score',
                'indexes': [models.Index(fields=['act'], name='household_score_act')],
            },
        ),
    )
