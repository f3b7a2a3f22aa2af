using BalanceNotifications.Accounts;
using Npgsql;

namespace BalanceNotifications.Inbound;

/// <summary>What guarantors text back: whom it is for, that it came, and that it was done.</summary>
public sealed class InboundStore(NpgsqlDataSource database)
{
    // With the owner's rights: see storage/Schema/0020-inbound.sql.
    private const string FindSenders = """
        select practice_id, organisation, slug, salt, name, phone from bn_find_senders($1, $2, $3)
        """;

    // Whether the number gets no texts is served by the primary key, and kept: the next statement stops it.
    private const string Insert = """
        insert into inbound (practice_id, id, message_sid, received_at, from_hash, sent_to, meaning, wording, stopped)
        select $1, $2, $3, $4, $5, $6, $7, $8, exists (
            select from suppression
            where practice_id = $1 and channel = $9 and address_hash = $5
                and at is not null and (lifted_at is null or lifted_at <= at))
        on conflict (practice_id, message_sid) do nothing
        """;

    // Both instants only ever rise, and rows are taken in one order, as in AccountJournal: told twice, or late, it changes
    // nothing, and nobody waits for each other.
    private const string Suppress = """
        insert into suppression as s (practice_id, channel, address_hash, at, source, wording, lifted_at)
        select i.practice_id, c.channel, i.from_hash, case when $4 then i.received_at end, case when $4 then 'text' end,
            case when $4 then i.wording end, case when $4 then null else i.received_at end
        from inbound i, unnest($3::smallint[]) as c(channel)
        where i.practice_id = $1 and i.message_sid = $2
        order by c.channel
        on conflict (practice_id, channel, address_hash) do update set
            source = case when s.at is null or excluded.at > s.at then excluded.source else s.source end,
            wording = case when s.at is null or excluded.at > s.at then excluded.wording else s.wording end,
            at = greatest(s.at, excluded.at),
            lifted_at = greatest(s.lifted_at, excluded.lifted_at)
        """;

    private const string Find = """
        select id, received_at, done_at is not null, coalesce(stopped, true) from inbound where practice_id = $1 and message_sid = $2
        """;

    // Served by the indexes on each of the three hashes.
    private const string FindAccounts = """
        select account_key from account where practice_id = $1 and phone_hash = $2
        union
        select account_key from account where practice_id = $1 and preferred_phone_hash = $2
        union
        select account_key from account where practice_id = $1 and confidential_phone_hash = $2
        """;

    private const string TakeFor = """
        insert into inbound_account (practice_id, account_key, inbound_id)
        select $1, key, $2 from unnest($3::text[]) as key
        on conflict do nothing
        """;

    private const string Finish = """
        update inbound set done_at = bn_now() where practice_id = $1 and id = $2 and done_at is null
        """;

    /// <summary>The practices that send from a number, or through a messaging service, by one account of a provider.</summary>
    public async Task<IReadOnlyList<SendingPractice>> FindSendersAsync(
        string provider, string number, string? service, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(FindSenders);
        command.Parameters.Add(Database.Value(provider));
        command.Parameters.Add(Database.Value(number));
        command.Parameters.Add(Database.Value(service));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var practices = new List<SendingPractice>();
        while (await reader.ReadAsync(cancellationToken))
        {
            practices.Add(new(
                new(reader.GetString(1), reader.GetInt32(0)), reader.GetInt32(0), reader.GetFieldValue<byte[]>(3),
                reader.GetString(4), reader.Nullable<string>(5)));
        }

        return practices;
    }

    /// <summary>
    /// Writes it down, and with it at once the opt-out of the number or its lift, whether or not an account has it. A
    /// repeat changes nothing, and gets the instant of the first.
    /// </summary>
    public async Task<TakenText> TakeAsync(RowScope scope, InboundText text, CancellationToken cancellationToken)
    {
        var practice = scope.Practice!.Value;
        await using var batch = scope.Begin(database)
            .Add(
                Insert, Database.Value(practice), Database.Value(Guid.CreateVersion7(text.At)), Database.Value(text.MessageSid),
                Database.Value(text.At), Database.Value(text.FromHash), Database.Value(text.SentTo),
                Database.Value((short)text.Meaning), Database.Value(text.Wording), Database.Value((short)Channel.Text));
        if (WordEffect.Of(text.Meaning) is { } effect)
        {
            batch.Add(
                Suppress, Database.Value(practice), Database.Value(text.MessageSid),
                Database.Value(effect.Channels.Select(channel => (short)channel).ToArray()),
                Database.Value(effect.OptsOut));
        }

        batch.Add(Find, Database.Value(practice), Database.Value(text.MessageSid));
        batch.Add(FindAccounts, Database.Value(practice), Database.Value(text.FromHash));
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (id, at, done, stopped) = (
            reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetBoolean(2), reader.GetBoolean(3));
        await reader.NextResultAsync(cancellationToken);
        var accounts = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            accounts.Add(reader.GetString(0));
        }

        return new(id, at, done, stopped, accounts);
    }

    /// <summary>All that it asks for is done: it stands on the timelines of these accounts, and is not taken again.</summary>
    public async Task FinishAsync(
        RowScope scope, Guid id, IReadOnlyCollection<string> accounts, CancellationToken cancellationToken)
    {
        var practice = scope.Practice!.Value;
        await using var batch = scope.Begin(database)
            .Add(TakeFor, Database.Value(practice), Database.Value(id), Database.Value(accounts.ToArray()))
            .Add(Finish, Database.Value(practice), Database.Value(id));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <param name="Salt">Permanent; numbers are hashed with it.</param>
/// <param name="Phone">E.164; null when it has none.</param>
public sealed record SendingPractice(RowScope Scope, int Id, byte[] Salt, string Name, string? Phone);

/// <param name="SentTo">Our number.</param>
public sealed record InboundText(
    string MessageSid, DateTimeOffset At, byte[] FromHash, string SentTo, WordMeaning Meaning, string Wording);

/// <param name="At">When it first came.</param>
/// <param name="Done">It was taken before, to the end.</param>
/// <param name="Stopped">The number was opted out of texts before it came.</param>
/// <param name="Accounts">Keys of those that have the number.</param>
public sealed record TakenText(
    Guid Id, DateTimeOffset At, bool Done, bool Stopped, IReadOnlyList<string> Accounts);
