using Fluid.Ast;

namespace BalanceNotifications.Templates;

/// <summary>
/// Walks a parsed template and names everything in it that is not on an allow-list: tags, filters and fields. The list
/// is of what is allowed, so that what a later Fluid adds is refused.
/// </summary>
/// <param name="channel">A call cannot say everything that a message can show.</param>
internal sealed class AllowedLiquid(Channel channel) : AstVisitor
{
    private readonly List<string> _problems = [];

    /// <summary>Each problem once, in the order of the template.</summary>
    public IEnumerable<string> Problems => _problems.Distinct();

    public override Statement? Visit(Statement? statement)
    {
        switch (statement)
        {
            case null:
                return null;
            case TextSpanStatement or OutputStatement or IfStatement or ElseIfStatement or ElseStatement
                or UnlessStatement or CaseStatement or WhenStatement or CommentStatement or NoOpStatement:
                return base.Visit(statement);
            default:
                _problems.Add("Only output, if, unless, case and comment are allowed.");
                return base.Visit(statement);
        }
    }

    public override Expression? Visit(Expression? expression)
    {
        switch (expression)
        {
            case null or LiteralExpression or BinaryExpression:
                break;
            case MemberExpression member:
                Check(member);
                break;
            case FilterExpression filter when !Liquid.Filters.Contains(filter.Name):
                _problems.Add($"The filter '{filter.Name}' is not one of {string.Join(", ", Liquid.Filters)}.");
                break;
            case FilterExpression:
                break;
            default:
                _problems.Add("Only fields, texts, numbers, comparisons and filters are allowed in an expression.");
                break;
        }

        return base.Visit(expression);
    }

    private void Check(MemberExpression member)
    {
        if (!member.Segments.All(segment => segment is IdentifierSegment))
        {
            _problems.Add("Fields are written as group.name, without brackets.");
            return;
        }

        var name = string.Join('.', member.Segments.Cast<IdentifierSegment>().Select(segment => segment.Identifier));
        if (!MappableFields.Contains(name))
        {
            _problems.Add($"'{name}' is not a mappable field.");
        }
        else if (channel is Channel.Voice && name.EndsWith(".url", StringComparison.Ordinal))
        {
            _problems.Add($"'{name}' is a link, which nobody can follow on the telephone.");
        }
    }
}
