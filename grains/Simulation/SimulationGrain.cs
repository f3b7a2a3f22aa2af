using BalanceNotifications.Accounts;
using BalanceNotifications.Contact;
using BalanceNotifications.Links;
using BalanceNotifications.Practices;
using BalanceNotifications.Sending;
using BalanceNotifications.Setup;
using Orleans.Concurrency;

namespace BalanceNotifications.Simulation;

/// <summary>Loads what a chunk of a simulation needs, and plays it. See <see cref="AccountCourse"/>.</summary>
[GrainType("simulation"), StatelessWorker(maxLocalWorkers: 2)]
internal sealed class SimulationGrain(
    SetupCache setup, StoredAccounts accounts, Suppressions suppressions, MessageLinks links) : Grain, ISimulationGrain
{
    public async Task<SimulatedChunk?> RunAsync(SimulateChunk chunk, CancellationToken cancellationToken)
    {
        var id = chunk.Practice;
        if (await setup.PracticeAsync(id, cancellationToken) is not { } practice
            || await setup.RevisionAsync(id, chunk.Profile, chunk.Revision, cancellationToken) is not { } profile)
        {
            return null;
        }

        var subjects = await LoadAsync(practice, chunk, cancellationToken);
        var shared = new SimulationSetup(
            practice, profile, await TemplatesAsync(id, profile, subjects, cancellationToken), chunk.From, chunk.Days,
            chunk.Payments)
        {
            Pauses = await setup.PausesAsync(id, chunk.Profile, cancellationToken),
        };
        var texts = new TextSize(links.UnsubscribeOf(Guid.Empty).Url);
        var tally = new SimulationTally(chunk.Items);
        foreach (var subject in subjects.Concat(Sample(chunk, shared)).Where(subject => subject.IsKnown))
        {
            var account = new VirtualAccount(shared, subject.Key, subject.State, subject.Suppressed, texts);
            var course = new AccountCourse(shared, account, subject.Given, subject.FirstBilling, subject.Chance);
            course.Run(cancellationToken);
            tally.Add(subject.Number, account, course);

            // The silo has others to serve.
            await Task.Yield();
        }

        return tally.Sum([.. subjects.Where(subject => !subject.IsKnown).Select(subject => subject.Number)]);
    }

    private async Task<IReadOnlyList<Subject>> LoadAsync(
        Practice practice, SimulateChunk chunk, CancellationToken cancellationToken)
    {
        var loaded = new List<Subject>();
        foreach (var (number, statements) in chunk.Accounts)
        {
            var key = AccountKey.Of(practice.Id, practice.Salt, number);
            var state = await accounts.ReadAsync(key);
            loaded.Add(new(number, key, state, SampleAccounts.ChanceOf(chunk.Seed, Stable(number)))
            {
                Given = new(statements.OrderBy(statement => statement.StatementDate)),
                FirstBilling = statements.Count > 0 ? null : NextBilling(state, chunk),
                Suppressed = await SuppressedAsync(practice, state.Details, cancellationToken),
            });
        }

        return loaded;
    }

    // A cycle after the last statement, and not in the past.
    private static DateOnly NextBilling(AccountState state, SimulateChunk chunk)
    {
        var last = state.Statements.Where(statement => !statement.Withdrawn).Max(s => (DateOnly?)s.StatementDate);
        return last is { } date && date >= chunk.From ? date.AddDays(1) : chunk.From;
    }

    private static IEnumerable<Subject> Sample(SimulateChunk chunk, SimulationSetup shared)
    {
        for (var number = chunk.Sample?.First ?? 0; number < (chunk.Sample?.First + chunk.Sample?.Count ?? 0); number++)
        {
            var chance = SampleAccounts.ChanceOf(chunk.Seed, number);
            var made = SampleAccounts.Make(number, chance, shared.Start);
            yield return new(
                made.Number,
                AccountKey.Of(shared.Practice.Id, shared.Practice.Salt, made.Number),
                AccountCommands.Save(new AccountState(), made, shared.Practice.Settings, shared.Start),
                chance)
            {
                // A practice bills some of its accounts each day.
                FirstBilling = chunk.From.AddDays(number % shared.CycleDays),
            };
        }
    }

    private async Task<IReadOnlySet<Channel>> SuppressedAsync(
        Practice practice, AccountDetails details, CancellationToken cancellationToken)
    {
        var suppressed = new HashSet<Channel>();
        foreach (var channel in Enum.GetValues<Channel>())
        {
            if (SendCase.AddressOf(practice.Settings, details, channel) is { } address
                && await suppressions.ContainsAsync(
                    practice.Id, channel, AddressHash.Of(practice.Salt, channel, address), cancellationToken))
            {
                suppressed.Add(channel);
            }
        }

        return suppressed;
    }

    private async Task<IReadOnlyDictionary<(Guid, int), SendingTemplate>> TemplatesAsync(
        int practice, ApprovedProfile profile, IEnumerable<Subject> subjects, CancellationToken cancellationToken)
    {
        var planned = subjects.SelectMany(subject => subject.State.Notifications)
            .Select(notification => (notification.Template, notification.TemplateRevision));
        var templates = new Dictionary<(Guid, int), SendingTemplate>();
        foreach (var (template, revision) in profile.Templates.Select(named => (named.Key, named.Value)).Union(planned))
        {
            if (await setup.TemplateAsync(practice, template, revision, cancellationToken) is { } found)
            {
                templates.Add((template, revision), found);
            }
        }

        return templates;
    }

    // A string's own hash is another in every process.
    private static int Stable(string number) =>
        number.Aggregate(17, (hash, letter) => unchecked((hash * 31) + letter));

    private sealed record Subject(string Number, AccountKey Key, AccountState State, Random Chance)
    {
        public Queue<PostStatement> Given { get; init; } = [];

        public DateOnly? FirstBilling { get; init; }

        public IReadOnlySet<Channel> Suppressed { get; init; } = new HashSet<Channel>();

        // A statement of a file may bring its guarantor along.
        public bool IsKnown => State.Number is not null || (Given.TryPeek(out var first) && first.Account is not null);
    }
}
